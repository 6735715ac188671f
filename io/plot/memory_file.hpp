#pragma once

#include <string>
#include <string_view>

namespace engram {

/// An open file that lies in memory and has no name: another process can be given it, and nothing
/// of it is left when both have ended, however they end.
class MemoryFile {
 public:
  /// A file of `bytes`, to be read from its beginning. Throws EnvironmentError.
  explicit MemoryFile(std::string_view bytes = {});
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  /// Closed in programs that are started, above those of standard input, output and error.
  int descriptor() const { return descriptor_; }

  /// All that is in it. Throws EnvironmentError.
  std::string bytes() const;

 private:
  int descriptor_ = -1;
};

}  // namespace engram
