#pragma once

#include <optional>
#include <string>

#include "io/recording/recording.hpp"

namespace engram {

/// What `engram info` prints of a recording.
struct RecordingInfo {
  std::string path;  ///< that was opened: FILE, or FILE.part where only that exists
  RecordingHeader header;
  RecordedTotals recorded;
  std::optional<RecordingIndex> index;  ///< nothing if the recording was cut short
  std::string problem;  ///< empty for a whole file; else where and how it ends or is damaged
};

/// Goes through the whole file; the totals of one that is not whole are of what can be read. Throws
/// UserError or FileError where there is no header.
RecordingInfo read_info(const std::string& path);

/// `info` as a text of some lines, each ended by a newline.
std::string format_info(const RecordingInfo& info);

}  // namespace engram
