#include "io/recording/file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "core/base/error.hpp"

namespace engram {
namespace {

/// "PATH: WHAT: REASON", the reason being errno's.
std::string message(const std::string& path, const char* what) {
  return path + ": " + what + ": " + std::strerror(errno);
}

int open_descriptor(const std::string& path, int flags) {
  int descriptor = -1;
  do {
    descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0666);
  } while (descriptor < 0 && errno == EINTR);
  return descriptor;
}

std::string folder_of(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  return folder.empty() ? "." : folder.string();
}

/// Throws for errno, which an attempt to create `path` has left.
[[noreturn]] void fail_to_create(const std::string& path) {
  const std::string text = message(path, "cannot be written");
  if (errno == ENOSPC || errno == EDQUOT || errno == EIO) throw EnvironmentError(text);
  throw UserError(text + " (give a path in a directory that exists and may be written to)");
}

/// Makes a rename survive a power cut. Not every file system can do it, and the data is safe under
/// either name: no error.
void sync_directory_of(const std::string& path) {
  const int descriptor = open_descriptor(folder_of(path), O_RDONLY | O_DIRECTORY);
  if (descriptor < 0) return;
  static_cast<void>(::fsync(descriptor));
  ::close(descriptor);
}

}  // namespace

File File::open(std::string path) {
  // Must not wait for a pipe that nothing is written to.
  const int descriptor = open_descriptor(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (descriptor < 0) throw UserError(message(path, "cannot be read"));
  File file(descriptor, std::move(path));
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) throw UserError(message(file.path_, "cannot be read"));
  if (S_ISDIR(status.st_mode)) throw UserError(file.path_ + ": is a directory; give a file");
  if (!S_ISREG(status.st_mode)) {
    throw UserError(file.path_ +
                    ": is not a regular file; valid: a file on disk, no pipe or device");
  }
  return file;
}

File File::create(std::string path) {
  const int descriptor = open_descriptor(path, O_WRONLY | O_CREAT | O_EXCL);
  if (descriptor < 0) fail_to_create(path);
  File file(descriptor, std::move(path));
  // Advisory only, so that another run can tell a file in use from one that was left behind.
  static_cast<void>(::flock(descriptor, LOCK_EX | LOCK_NB));
  return file;
}

std::optional<File> File::create_unnamed(const std::string& path) {
  const int descriptor = open_descriptor(folder_of(path), O_WRONLY | O_TMPFILE);
  if (descriptor < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL))
    return std::nullopt;
  if (descriptor < 0) fail_to_create(path);
  File file(descriptor, path);
  if (::access(file.link().c_str(), F_OK) != 0) return std::nullopt;  // it could never get a name
  return file;
}

std::string File::link() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

void File::require_replaceable(const std::string& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (std::filesystem::is_directory(status)) {
    throw UserError(path + ": is a directory; give the path of a file");
  }
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    throw UserError(path + ": is not a regular file; give the path of one, or of none yet");
  }
  if (std::filesystem::exists(status) && ::access(path.c_str(), W_OK) != 0) {
    throw UserError(message(path, "must not be written to") + "; give another path");
  }
}

void File::keep_as(const std::string& path, const std::string& kept) {
  const std::string passing = kept + ".part" + std::to_string(::getpid());
  ::unlink(passing.c_str());  // of a killed process
  const bool linked = ::link(path.c_str(), passing.c_str()) == 0;
  const std::string& from = linked ? passing : path;
  if (::rename(from.c_str(), kept.c_str()) != 0) {
    const std::string text = message(path, ("cannot be kept as " + kept).c_str());
    if (linked) ::unlink(passing.c_str());
    throw EnvironmentError(text);
  }
  // Where both names led to this file already, the rename does nothing.
  if (linked) ::unlink(passing.c_str());
}

bool File::is_locked(const std::string& path) {
  const File file = open(path);
  return ::flock(file.descriptor_, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

File::File(File&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}

File& File::operator=(File&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(path_, other.path_);
  return *this;
}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::uint64_t File::size() const {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) {
    throw EnvironmentError(message(path_, "cannot be read"));
  }
  return static_cast<std::uint64_t>(status.st_size);
}

std::size_t File::read_at(std::uint64_t offset, std::span<char> buffer) const {
  std::size_t done = 0;
  while (done < buffer.size()) {
    const ssize_t n = ::pread(descriptor_, buffer.data() + done, buffer.size() - done,
                              static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw EnvironmentError(message(path_, "cannot be read"));
    if (n == 0) break;
    done += static_cast<std::size_t>(n);
  }
  return done;
}

void File::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(descriptor_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw EnvironmentError(message(path_, "cannot be written"));
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

void File::reserve(std::uint64_t end) {
  const std::uint64_t begin = size();
  if (begin >= end) return;
  const int status = ::fallocate(descriptor_, FALLOC_FL_KEEP_SIZE, static_cast<off_t>(begin),
                                 static_cast<off_t>(end - begin));
  if (status != 0 && (errno == ENOSPC || errno == EDQUOT)) {
    throw EnvironmentError(message(path_, "cannot be written"));
  }
}

void File::write_at(std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw EnvironmentError(message(path_, "cannot be written"));
    bytes.remove_prefix(static_cast<std::size_t>(n));
    offset += static_cast<std::uint64_t>(n);
  }
}

void File::truncate(std::uint64_t size) {
  const auto end = static_cast<off_t>(size);
  if (::ftruncate(descriptor_, end) != 0 || ::lseek(descriptor_, end, SEEK_SET) < 0) {
    throw EnvironmentError(message(path_, "cannot be cut to its last whole record"));
  }
}

void File::sync() {
  if (::fsync(descriptor_) != 0) throw EnvironmentError(message(path_, "cannot be written"));
}

void File::take_permissions_of(const std::string& path) {
  struct stat before {};
  if (::stat(path.c_str(), &before) != 0 || !S_ISREG(before.st_mode)) return;
  constexpr auto kSame = static_cast<uid_t>(-1);
  constexpr mode_t kPermissions = 0777;
  // Few users may change a file's owner, some file systems have no permissions: failures are
  // ignored.
  [[maybe_unused]] const bool owner_kept =
      ::fchown(descriptor_, before.st_uid, before.st_gid) == 0 ||
      ::fchown(descriptor_, kSame, before.st_gid) == 0;
  [[maybe_unused]] const int status = ::fchmod(descriptor_, before.st_mode & kPermissions);
}

void File::give_name(const std::string& path) {
  if (::linkat(AT_FDCWD, link().c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) != 0) {
    throw EnvironmentError(message(path_, ("cannot be written as " + path).c_str()));
  }
  path_ = path;
}

void File::finish_as(const std::string& path) {
  sync();
  rename_and_close(path);
}

void File::finish_unnamed_as(const std::string& path, const std::string& passing) {
  // First, so that a process that is killed hardly ever leaves the passing name behind.
  sync();
  give_name(passing);
  rename_and_close(path);
}

void File::rename_and_close(const std::string& path) {
  // Renamed while still open, and so still locked: no other run takes it for one left behind.
  if (std::rename(path_.c_str(), path.c_str()) != 0) {
    throw EnvironmentError(message(path_, ("cannot be renamed to " + path).c_str()));
  }
  sync_directory_of(path);
  ::close(std::exchange(descriptor_, -1));
  path_ = path;
}

}  // namespace engram
