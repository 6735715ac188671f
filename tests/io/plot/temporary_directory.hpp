#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace engram {

/// A new empty directory that goes away with its object, whatever is in it.
class TemporaryDirectory {
 public:
  /// Throws EnvironmentError.
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// The bytes of a file. Throws EnvironmentError.
std::string read_file(const std::filesystem::path& path);

/// Makes a file of `bytes`, replacing one that is there. Throws EnvironmentError.
void write_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace engram
