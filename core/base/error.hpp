#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace engram {

/// Base of everything that Engram throws on purpose.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A mistake in what the user asked for: a model, an option, a path. The text says what is wrong,
/// where, and what is valid. The command line prints it as one line and exits with status 2.
class UserError : public Error {
 public:
  using Error::Error;
};

/// Something outside the program failed during a run, such as a full disk. Exit status 1.
class EnvironmentError : public Error {
 public:
  using Error::Error;
};

/// A file whose bytes violate its format.
class FileError : public UserError {
 public:
  FileError(const std::string& path, std::uint64_t offset, const std::string& what_is_wrong)
      : UserError(path + ": at byte " + std::to_string(offset) + ": " + what_is_wrong),
        offset_(offset) {}

  /// Where in the file the error starts, in bytes from its beginning.
  std::uint64_t offset() const { return offset_; }

 private:
  std::uint64_t offset_;
};

}  // namespace engram
