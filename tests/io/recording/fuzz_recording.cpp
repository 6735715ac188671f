#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

#include "core/base/error.hpp"
#include "io/recording/frame.hpp"
#include "io/recording/info.hpp"
#include "io/recording/reader.hpp"

// Fuzz target: any bytes are read as a recording, first as they are, then with the checksums of
// their frames made good, so that what lies behind the checksum is tried as well. Nothing but
// Engram's errors may come out, and what comes out as a complete recording must add up.

namespace engram {
namespace {

/// A file in memory.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes) : descriptor_(::memfd_create("recording", 0)) {
    if (::write(descriptor_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) {
      std::abort();
    }
  }
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

/// The frames at the front of `bytes`, as far as they have the shape of frames, with right
/// checksums; then the rest.
std::string with_good_checksums(std::string_view bytes) {
  std::string good;
  try {
    while (const auto prefix = decode_prefix(bytes)) {
      if (prefix->message > bytes.size() - prefix->bytes) break;
      // After the length: tag, checksum, tag and a length of one to five bytes.
      std::size_t body = prefix->bytes + 6;
      while (body < prefix->bytes + prefix->message && bytes[body] < 0) ++body;
      const std::size_t end = prefix->bytes + prefix->message;
      if (body + 1 > end) break;
      good += encode_frame(bytes.substr(body + 1, end - body - 1));
      bytes.remove_prefix(end);
    }
  } catch (const std::invalid_argument&) {
    // The rest is not made of frames.
  }
  return good.append(bytes);
}

void read(std::string_view bytes) {
  const MemoryFile file(bytes);
  try {
    const RecordingInfo info = read_info(file.path());
    if (format_info(info).empty()) std::abort();
    RecordingReader reader(file.path());
    while (reader.next()) {
    }
    if (reader.offset() > bytes.size()) std::abort();
    if (reader.complete() && !(reader.read_so_far() == info.recorded)) std::abort();
  } catch (const UserError&) {
    // Refused, which is right.
  }
}

}  // namespace
}  // namespace engram

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  engram::read(bytes);
  engram::read(engram::with_good_checksums(bytes));
  return 0;
}
