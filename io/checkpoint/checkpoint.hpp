#pragma once

#include <string>

#include "core/engine/simulation.hpp"
#include "core/engine/simulation_state.hpp"
#include "core/registry/model_registry.hpp"
#include "io/checkpoint/checkpoint_header.hpp"
#include "io/checkpoint/checkpoint_source.hpp"
#include "io/model/model_file.hpp"

// A checkpoint holds the state of a simulation at one time, from which it can go on elsewhere.
// proto/engram/v1/checkpoint.proto defines the file, docs/checkpoints.md explains it.

namespace engram {

/// Where the checkpoint is kept that `path` held before the last one was saved.
std::string previous_checkpoint(const std::string& path);

/// Saves the state of a simulation, at its control point. `path` appears when it is complete; a
/// whole checkpoint that was there is kept as `previous_checkpoint(path)`, so that at any moment
/// one of the two is whole. Without a source, only a program that describes the network itself can
/// go on from it. Throws UserError where no file can be written there, EnvironmentError where the
/// disk is full or fails, and what Simulation::state throws.
void save_checkpoint(const std::string& path, Simulation& simulation,
                     const CheckpointSource& source = {});

/// Throws as `save_checkpoint` would for the path, now rather than after long work.
void check_checkpoint_path(const std::string& path);

/// Whether there is a file that begins as a checkpoint of this version does.
bool is_checkpoint(const std::string& path);

/// A checkpoint that was read, whole and checked.
class Checkpoint {
 public:
  /// Throws UserError where there is no such file; FileError where it is no checkpoint, of another
  /// version, cut short or damaged. Both name `previous_checkpoint(path)` where that is whole.
  explicit Checkpoint(const std::string& path);

  const std::string& path() const { return path_; }
  const CheckpointHeader& header() const { return header_; }
  const SimulationState& state() const { return state_; }

  /// The model that the checkpoint is of, with seed and duration as they were; from the text in the
  /// checkpoint or, where `moved_to` is given, from that file. Throws UserError: without a model
  /// text, where the model cannot be read, where it describes another network, where a file that it
  /// names is missing or has changed.
  ModelFile load_model(const std::string& moved_to = {},
                       const ModelRegistry& registry = ModelRegistry::built_in()) const;

  /// Makes a simulation of the network go on from here, as Simulation::restore does. Throws
  /// UserError where it is another network or the state is not one of it, and std::logic_error
  /// while recording.
  void restore(Simulation& simulation) const;

 private:
  void require_network(std::uint64_t fingerprint, const std::string& of) const;

  std::string path_;
  CheckpointHeader header_;
  SimulationState state_;
};

/// What may be chosen where a checkpoint is resumed.
struct ResumeOptions {
  std::string model{};  ///< where the model file is now; empty: where it was
  SimulationOptions simulation{};
};

/// A simulation that goes on from the checkpoint at `path`, whose model is in it: `run` simulates
/// what is left of its duration. Throws as Checkpoint and its members do, and as Simulation does.
Simulation resume(const std::string& path, ResumeOptions options = {},
                  const ModelRegistry& registry = ModelRegistry::built_in());

/// Makes a simulation whose network the caller has described go on from the checkpoint at `path`.
/// Throws as Checkpoint and Checkpoint::restore do.
void restore_checkpoint(const std::string& path, Simulation& simulation);

}  // namespace engram
