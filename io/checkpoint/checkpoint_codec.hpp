#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/event/spike.hpp"
#include "core/network/population_index.hpp"
#include "core/state/population_state.hpp"
#include "io/checkpoint/checkpoint_header.hpp"

// Records of a checkpoint as protobuf bytes. The generated types are used in checkpoint_codec.cpp
// alone.

namespace engram {

/// A file is of this version or refused.
inline constexpr std::uint32_t kCheckpointFormatVersion = 1;

/// Most bytes of a column in one record, and most spikes: they bound what a reader must hold for a
/// given size of the file.
inline constexpr std::size_t kMaxPartBytes = 65'536;
inline constexpr std::size_t kMaxPartSpikes = 65'536;

/// Most bytes of an element of a column: a list that each neuron has would be a column of kind
/// kSome.
inline constexpr std::uint32_t kMaxElementBytes = 65'536;

/// What precedes the bytes of a column.
struct ColumnHead {
  PopulationIndex population = 0;
  std::string name;
  StateColumn::Kind kind = StateColumn::Kind::kShared;
  std::uint32_t element_bytes = 0;
  std::uint64_t elements = 0;

  /// Of neuron indices and elements together; at most 2^62.
  std::uint64_t bytes() const;
};

/// Some bytes of a column.
struct ColumnPart {
  std::string bytes;
};

/// Some of the spikes in flight, in their order.
struct SpikesPart {
  std::vector<Spike> spikes;
};

/// The last record: what the file holds.
struct CheckpointEnd {
  std::uint64_t columns = 0;
  std::uint64_t in_flight = 0;
};

/// What a record holds.
using CheckpointContent =
    std::variant<CheckpointHeader, ColumnHead, ColumnPart, SpikesPart, CheckpointEnd>;

/// A record of a checkpoint: its number and its content.
struct CheckpointRecord {
  std::uint64_t sequence = 0;
  CheckpointContent content;
};

std::string encode_record(std::uint64_t sequence, const CheckpointHeader& header);
std::string encode_record(std::uint64_t sequence, const ColumnHead& column);
/// At most kMaxPartBytes; compressed where that makes them fewer.
std::string encode_record(std::uint64_t sequence, std::string_view column_bytes);
/// At most kMaxPartSpikes, in the order of time; `after` is the time (ticks) of the spike before.
std::string encode_record(std::uint64_t sequence, std::span<const Spike> spikes, Tick after);
std::string encode_record(std::uint64_t sequence, const CheckpointEnd& end);

/// The record in `body`; `after` is the time of the last spike in flight before. What can be
/// checked without the records before it is checked: versions, times within their range, sizes
/// within limits. Throws std::invalid_argument saying what is wrong.
CheckpointRecord decode_checkpoint_record(std::string_view body, Tick after);

}  // namespace engram
