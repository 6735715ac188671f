#include "io/checkpoint/checkpoint_writer.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <span>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include "core/base/error.hpp"
#include "io/checkpoint/checkpoint.hpp"
#include "io/checkpoint/checkpoint_codec.hpp"
#include "io/recording/draft.hpp"
#include "io/recording/file.hpp"
#include "io/recording/frame.hpp"
#include "io/recording/frame_reader.hpp"
#include "io/recording/real_path.hpp"
#include "io/recording/record_codec.hpp"

namespace engram {
namespace {

/// Numbers records and writes them into a draft.
class RecordStream {
 public:
  explicit RecordStream(Draft& draft) : draft_(draft) {}

  template <class... Content>
  void add(const Content&... content) {
    const std::string record = encode_record(sequence_++, content...);
    if (record.size() > kMaxBodyBytes) {
      throw UserError("the model takes " + std::to_string(record.size()) +
                      " bytes in a checkpoint; at most " + std::to_string(kMaxBodyBytes) +
                      " are possible");
    }
    draft_.write(encode_frame(record));
  }

  /// In parts of bounded size.
  void add_bytes(std::string_view bytes) {
    for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kMaxPartBytes))) {
      add(bytes.substr(0, kMaxPartBytes));
    }
  }

 private:
  Draft& draft_;
  std::uint64_t sequence_ = 0;
};

std::string_view bytes_of(const auto& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(values[0])};
}

void write_column(PopulationIndex population, const std::string& name, const StateColumn& column,
                  RecordStream& out) {
  out.add(ColumnHead{population, name, column.kind, column.element_bytes,
                     column.values.size() / column.element_bytes});
  out.add_bytes(bytes_of(column.neurons));
  out.add_bytes(bytes_of(column.values));
}

void write_spikes(std::span<const Spike> spikes, RecordStream& out) {
  Tick after = 0;
  while (!spikes.empty()) {
    const auto part = spikes.first(std::min(spikes.size(), kMaxPartSpikes));
    out.add(part, after);
    after = part.back().time.tick;
    spikes = spikes.subspan(part.size());
  }
}

/// Whether every frame of a file is there, and the last one is the end of a checkpoint. Takes
/// little memory, however large the state.
bool is_whole(const std::string& path) {
  try {
    FrameReader frames(File::open(path));
    std::uint64_t number = 0;
    std::uint64_t offset = 0;
    std::string last;
    while (offset < frames.size()) {
      const auto frame = frames.read(offset);
      if (!frame || record_number(frame->body).value_or(0) != number++) return false;
      offset = frame->end;
      if (offset == frames.size()) last = frame->body;
    }
    return !last.empty() &&
           std::holds_alternative<CheckpointEnd>(decode_checkpoint_record(last, 0).content);
  } catch (const std::invalid_argument&) {
    return false;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

void write_checkpoint(const std::string& path, const CheckpointHeader& header,
                      const SimulationState& state) {
  Draft draft(path);
  RecordStream out(draft);
  out.add(header);
  CheckpointEnd end{0, state.in_flight.size()};
  for (PopulationIndex p = 0; p < state.populations.size(); ++p) {
    for (const auto& [name, column] : state.populations[p].columns) {
      write_column(p, name, column, out);
      ++end.columns;
    }
  }
  write_spikes(state.in_flight, out);
  out.add(end);
  // A damaged file must not replace a whole previous checkpoint.
  const std::string real = write_path(path);
  if (is_whole(real)) File::keep_as(real, previous_checkpoint(path));
  draft.publish();
}

}  // namespace engram
