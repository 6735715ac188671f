#include "io/plot/memory_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "core/base/error.hpp"

namespace engram {
namespace {

[[noreturn]] void fail(const char* what) {
  throw EnvironmentError(std::string("a file in memory cannot be ") + what + ": " +
                         std::generic_category().message(errno));
}

void write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(descriptor, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("written");
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

}  // namespace

MemoryFile::MemoryFile(std::string_view bytes) {
  const int made = ::memfd_create("engram", MFD_CLOEXEC);
  if (made < 0) fail("made");
  // Not in the place of a standard channel that the program was started without.
  descriptor_ = ::fcntl(made, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  ::close(made);
  if (descriptor_ < 0) fail("made");
  try {
    write_all(descriptor_, bytes);
    if (::lseek(descriptor_, 0, SEEK_SET) < 0) fail("read");
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

MemoryFile::~MemoryFile() { ::close(descriptor_); }

std::string MemoryFile::bytes() const {
  std::string bytes;
  std::array<char, 1 << 16> buffer{};
  for (;;) {
    const ssize_t n =
        ::pread(descriptor_, buffer.data(), buffer.size(), static_cast<off_t>(bytes.size()));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("read");
    if (n == 0) return bytes;
    bytes.append(buffer.data(), static_cast<std::size_t>(n));
  }
}

}  // namespace engram
