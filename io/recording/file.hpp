#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace engram {

/// An open file of the operating system; closes itself. Errors come with path and reason.
class File {
 public:
  /// No file.
  File() = default;

  /// Opens a regular file for reading. Throws UserError.
  static File open(std::string path);

  /// Creates a file that must not exist yet and locks it for as long as it is open.
  /// Throws UserError, or EnvironmentError where the disk is full or fails.
  static File create(std::string path);

  /// Creates a file without a name in the folder of `path`, which errors name; it is gone once
  /// closed. Nothing where the file system does not do that. Throws as `create` does.
  static std::optional<File> create_unnamed(const std::string& path);

  /// Throws UserError where something stands at `path` that a file must not take the place of: a
  /// directory, a device, a pipe, a file that must not be written to.
  static void require_replaceable(const std::string& path);

  /// Gives the file at `path` the name `kept`, too, in place of the file that had it: one that
  /// takes the place of `path` then leaves it there. Where the file system has no such names, it is
  /// renamed. Throws EnvironmentError.
  static void keep_as(const std::string& path, const std::string& kept);

  /// Whether some process holds the lock of the file at `path`. Throws UserError.
  static bool is_locked(const std::string& path);

  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  ~File();

  const std::string& path() const { return path_; }

  /// Size in bytes. Throws EnvironmentError.
  std::uint64_t size() const;

  /// Fills `buffer` from `offset` on, less where the file ends first; returns how much it read.
  /// Throws EnvironmentError.
  std::size_t read_at(std::uint64_t offset, std::span<char> buffer) const;

  /// Writes all of `bytes` at the current position. Throws EnvironmentError.
  void write(std::string_view bytes);

  /// Writes all of `bytes` from `offset` on, over what is there. Throws EnvironmentError.
  void write_at(std::uint64_t offset, std::string_view bytes);

  /// Sets room aside for the bytes from the present end to `end`, so that they can be written
  /// though the disk fills up; the file's size stays. Throws EnvironmentError where there is no
  /// room; does nothing where the file system cannot do it.
  void reserve(std::uint64_t end);

  /// Releases what has been set aside, cuts the file and goes on writing from there. Throws
  /// EnvironmentError.
  void truncate(std::uint64_t size);

  /// Brings everything to the disk. Throws EnvironmentError.
  void sync();

  /// Gives the file mode, group and owner of the one at `path`, as far as that may be done; nothing
  /// where there is none.
  void take_permissions_of(const std::string& path);

  /// Syncs, closes, and gives the file its final name, replacing what had it. Throws
  /// EnvironmentError; the file then stays under its present name.
  void finish_as(const std::string& path);

  /// As `finish_as`, of a file made by `create_unnamed`, which has the name `passing` for a moment.
  void finish_unnamed_as(const std::string& path, const std::string& passing);

 private:
  void give_name(const std::string& path);
  void rename_and_close(const std::string& path);
  /// A path to the open file, whatever its name.
  std::string link() const;

  File(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}

  int descriptor_ = -1;
  std::string path_;
};

}  // namespace engram
