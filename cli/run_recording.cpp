#include "cli/run_recording.hpp"

#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "io/recording/exact_ms.hpp"
#include "io/recording/real_path.hpp"

namespace engram {

RunRecording::RunRecording(Purpose purpose, const std::string& path, const RecordingHeader& header,
                           RecordingWriterOptions options)
    : temporary_(purpose == Purpose::kReport),
      path_(temporary_ ? write_path(path) + ".recording" + std::to_string(::getpid()) : path),
      writer_(path_, header, options) {}

RunRecording::~RunRecording() {
  std::error_code ignored;
  if (temporary_) std::filesystem::remove(writer_.part(), ignored);
}

std::string RunRecording::fail(const std::string& reason) {
  const Tick end = writer_.fail(reason);
  temporary_ = false;
  return "; what was recorded up to " + exact_ms({end, 0}) + " ms is kept in " + writer_.part();
}

std::string RunRecording::keep() {
  if (!temporary_) return {};
  temporary_ = false;
  return "; the recording of the run is kept in " + writer_.part();
}

}  // namespace engram
