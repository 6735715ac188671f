#pragma once

#include <string>

#include "io/recording/writer.hpp"

namespace engram {

/// The recording that a run writes: for its user, or for a report alone. The latter lies beside the
/// report and is removed, unless the report or the run failed.
class RunRecording {
 public:
  enum class Purpose { kRecord, kReport };

  /// `path` of the recording, or of the report. Throws as RecordingWriter does.
  RunRecording(Purpose purpose, const std::string& path, const RecordingHeader& header,
               RecordingWriterOptions options);
  ~RunRecording();
  RunRecording(const RunRecording&) = delete;
  RunRecording& operator=(const RunRecording&) = delete;

  RecordingWriter& writer() { return writer_; }
  const std::string& path() const { return path_; }

  /// After a run that failed: closes the recording and keeps it. Returns what to tell the user.
  std::string fail(const std::string& reason);

  /// Keeps the recording of a run whose report cannot be written. Returns what to tell the user, if
  /// anything.
  std::string keep();

 private:
  bool temporary_;
  std::string path_;
  RecordingWriter writer_;
};

}  // namespace engram
