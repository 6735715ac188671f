#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/base/time.hpp"
#include "io/recording/writer.hpp"

namespace engram {

/// What `join_recordings` wrote.
struct JoinResult {
  Tick start = 0;
  Tick end = 0;
  std::uint64_t spikes = 0;
};

/// Puts the recordings of consecutive parts of one run together, in whatever order they are given:
/// the output is, byte for byte, the recording of the run in one piece. Each part begins where the
/// one before ended; the planned duration and the end are those of the last. The output is written
/// beside and then renamed; nothing of it stays where that fails. Memory is bounded.
///
/// Throws UserError where parts do not belong together, FileError where one is damaged,
/// EnvironmentError.
JoinResult join_recordings(std::span<const std::string> parts, const std::string& output,
                           RecordingWriterOptions options = {});

}  // namespace engram
