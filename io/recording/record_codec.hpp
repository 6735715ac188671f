#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "io/recording/recording.hpp"

// Records as protobuf bytes: the only files that see the generated types are behind this header.

namespace engram {

/// A file is of this version or refused.
inline constexpr std::uint32_t kRecordingFormatVersion = 1;

/// Most spikes of one chunk: bounds what a reader must hold.
inline constexpr std::size_t kMaxChunkSpikes = 65'536;

/// Most values of one sample of a state recorder: its row must fit into a record.
inline constexpr std::uint64_t kMaxValuesPerSample = std::uint64_t{1} << 24;

/// Where the frame of the index starts.
struct RecordingTrailer {
  std::uint64_t index_offset = 0;
};

/// What a record holds.
using RecordContent =
    std::variant<RecordingHeader, SpikeChunk, SampleChunk, RecordingIndex, RecordingTrailer>;

/// A record of a recording: its number and its content.
struct Record {
  std::uint64_t sequence = 0;
  RecordContent content;
};

std::string encode_record(std::uint64_t sequence, const RecordingHeader& header);
/// Times must be multiples of the header's step: std::logic_error otherwise.
std::string encode_record(std::uint64_t sequence, const RecordingHeader& header,
                          const SpikeChunk& chunk, bool zstd);
std::string encode_record(std::uint64_t sequence, const RecordingHeader& header,
                          const SampleChunk& chunk);
std::string encode_record(std::uint64_t sequence, const RecordingHeader& header,
                          const RecordingIndex& index);
std::string encode_record(std::uint64_t sequence, const RecordingTrailer& trailer);

/// Body size of every trailer.
inline constexpr std::uint64_t kTrailerBytes = 20;

/// Number of the record in `body`, without reading the rest. Nothing where it does not begin with
/// one, as the first record of a file does not.
std::optional<std::uint64_t> record_number(std::string_view body);

/// The record in `body`, checked against `header` (for the header itself, any): indices within
/// range, times within spans and representable, columns of equal length. Throws
/// std::invalid_argument saying what is wrong.
Record decode_record(std::string_view body, const RecordingHeader& header);

}  // namespace engram
