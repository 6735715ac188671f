#include "io/checkpoint/checkpoint.hpp"

#include <functional>
#include <stdexcept>
#include <utility>

#include "core/base/error.hpp"
#include "core/network/fingerprint.hpp"
#include "io/checkpoint/checkpoint_writer.hpp"
#include "io/checkpoint/state_assembler.hpp"
#include "io/recording/draft.hpp"
#include "io/recording/exact_ms.hpp"
#include "io/recording/file.hpp"
#include "io/recording/frame_reader.hpp"
#include "io/recording/real_path.hpp"

namespace engram {
namespace {

/// A file as it is read. `offset` is where the record begins that a std::invalid_argument is about.
struct Reading {
  CheckpointHeader header;
  SimulationState state;
  std::uint64_t offset = 0;
  std::uint64_t next_offset = 0;

  void read(FrameReader& frames) {
    CheckpointRecord first = next(frames, 0, 0);
    auto* const found = std::get_if<CheckpointHeader>(&first.content);
    if (found == nullptr) throw std::invalid_argument("not the header of a checkpoint");
    header = std::move(*found);
    StateAssembler assembler(header);
    for (std::uint64_t sequence = 1; !assembler.complete(); ++sequence) {
      CheckpointRecord record = next(frames, sequence, assembler.last_spike());
      std::visit([&](auto& content) { assembler.take(std::move(content)); }, record.content);
    }
    offset = next_offset;
    if (offset != frames.size()) {
      throw std::invalid_argument("something follows the end of the checkpoint");
    }
    state = std::move(assembler).state();
  }

 private:
  /// The next record, which must be there and have the number `sequence`.
  CheckpointRecord next(FrameReader& frames, std::uint64_t sequence, Tick after) {
    offset = next_offset;
    const auto frame = frames.read(offset);
    if (!frame) throw std::invalid_argument("the checkpoint is cut short");
    next_offset = frame->end;
    CheckpointRecord record = decode_checkpoint_record(frame->body, after);
    if (record.sequence != sequence) {
      throw std::invalid_argument("record " + std::to_string(record.sequence) + " instead of " +
                                  std::to_string(sequence));
    }
    return record;
  }
};

/// Reads and checks all of `path`. Throws UserError and FileError, to whose texts `hint()` is
/// added.
Reading read_checkpoint(const std::string& path, const std::function<std::string()>& hint) {
  Reading reading;
  try {
    FrameReader frames(File::open(path));
    try {
      reading.read(frames);
    } catch (const std::invalid_argument& error) {
      const std::string what = error.what();
      const bool first = reading.offset == 0;
      throw FileError(path, reading.offset,
                      what + (first ? " (a checkpoint begins with its header)" : "") + hint());
    }
  } catch (const FileError&) {
    throw;
  } catch (const UserError& error) {
    throw UserError(error.what() + hint());
  }
  return reading;
}

/// Names the previous checkpoint, if that is whole, for the error on `path`.
std::string hint_at_previous(const std::string& path) {
  const std::string previous = previous_checkpoint(path);
  try {
    const Reading reading = read_checkpoint(previous, [] { return std::string(); });
    return "; the one before, of " + exact_ms({reading.header.time, 0}) +
           " ms, is whole: " + previous;
  } catch (const Error&) {
    return {};
  }
}

}  // namespace

std::string previous_checkpoint(const std::string& path) { return write_path(path) + ".previous"; }

void save_checkpoint(const std::string& path, Simulation& simulation,
                     const CheckpointSource& source) {
  const SimulationState state = simulation.state();
  write_checkpoint(path, make_checkpoint_header(*simulation.built(), state, source), state);
}

void check_checkpoint_path(const std::string& path) {
  const Draft possible(path);
  File::require_replaceable(previous_checkpoint(path));
}

bool is_checkpoint(const std::string& path) {
  try {
    FrameReader frames(File::open(path));
    const auto first = frames.read(0);
    return first && std::holds_alternative<CheckpointHeader>(
                        decode_checkpoint_record(first->body, 0).content);
  } catch (const std::invalid_argument&) {
    return false;
  } catch (const Error&) {
    return false;
  }
}

Checkpoint::Checkpoint(const std::string& path) : path_(path) {
  Reading reading = read_checkpoint(path, [&] { return hint_at_previous(path); });
  header_ = std::move(reading.header);
  state_ = std::move(reading.state);
}

void Checkpoint::require_network(std::uint64_t fingerprint, const std::string& of) const {
  if (fingerprint == header_.fingerprint) return;
  throw UserError(
      path_ + ": is of another network than " + of +
      "; valid is the network, with parameters and seed, that it was saved of by engram " +
      header_.program_version);
}

ModelFile Checkpoint::load_model(const std::string& moved_to, const ModelRegistry& registry) const {
  const CheckpointSource& source = header_.source;
  if (source.empty()) {
    throw UserError(path_ +
                    ": has no model file; only a program that describes its network can "
                    "go on from it");
  }
  ModelFile model;
  try {
    const std::vector<ParameterOverride> overrides = parse_overrides(source.parameters);
    model = moved_to.empty()
                ? parse_model(source.model_text, source.model_path, overrides, registry)
                : engram::load_model(moved_to, overrides, registry);
  } catch (const UserError& error) {
    throw UserError(path_ + ": its model cannot be read: " + error.what());
  }
  // A text that names another number of files is compared by its network alone, below.
  const bool as_many = model.inputs.size() == source.inputs.size();
  for (std::size_t i = 0; as_many && i < model.inputs.size(); ++i) {
    const InputDigest now = digest_input(model.inputs[i]);
    if (now.size == source.inputs[i].size && now.digest == source.inputs[i].digest) continue;
    throw UserError(path_ + ": the model's file " + now.path +
                    " is not what it was when the run began; put the file of then there");
  }
  model.network.seed = header_.network_seed;
  model.network.duration = header_.duration;
  require_network(fingerprint_of(model.network),
                  moved_to.empty() ? "its model text describes" : moved_to);
  return model;
}

void Checkpoint::restore(Simulation& simulation) const {
  require_network(simulation.built()->fingerprint(), "that of the simulation");
  try {
    simulation.restore(state_);
  } catch (const UserError& error) {
    throw UserError(path_ + ": " + error.what());
  }
}

Simulation resume(const std::string& path, ResumeOptions options, const ModelRegistry& registry) {
  const Checkpoint checkpoint(path);
  ModelFile model = checkpoint.load_model(options.model, registry);
  Simulation simulation(std::move(model.network), std::move(options.simulation));
  checkpoint.restore(simulation);
  return simulation;
}

void restore_checkpoint(const std::string& path, Simulation& simulation) {
  Checkpoint(path).restore(simulation);
}

}  // namespace engram
