#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "io/recording/file.hpp"

namespace engram {

/// A file of frames, read one by one. A length is trusted no further than the file goes.
class FrameReader {
 public:
  /// A frame that was read and whose checksum matches.
  struct Frame {
    std::uint64_t end = 0;  ///< offset of the next frame
    std::string_view body;  ///< valid until the next one is read
  };

  explicit FrameReader(File file) : file_(std::move(file)), size_(file_.size()) {}

  const std::string& path() const { return file_.path(); }

  /// Size of the file when it was opened.
  std::uint64_t size() const { return size_; }

  /// The frame that begins at `offset`; nothing where the file ends within it. Throws
  /// std::invalid_argument where there is no frame, and EnvironmentError.
  std::optional<Frame> read(std::uint64_t offset);

 private:
  File file_;
  std::uint64_t size_;
  std::string buffer_;
};

}  // namespace engram
