#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/error.hpp"
#include "io/analysis/activity.hpp"
#include "io/analysis/raster.hpp"
#include "io/analysis/recording_source.hpp"
#include "io/analysis/statistics.hpp"
#include "io/analysis/statistics_text.hpp"
#include "io/model/model_file.hpp"
#include "io/plot/palette.hpp"
#include "io/recording/csv.hpp"
#include "io/recording/frame.hpp"
#include "io/recording/info.hpp"
#include "io/recording/reader.hpp"

// Fuzz target: any bytes are read as a recording, first as they are, then with the checksums of
// their frames made good, so that what lies behind the checksum is tried as well: all that `info`,
// `stats` and `convert` do with it, and `plot` up to gnuplot. Nothing but Engram's errors may come
// out, and what comes out as a complete recording must add up.

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

/// A file name that is free again with its object.
class OutputPath {
 public:
  ~OutputPath() { ::unlink(path.c_str()); }
  const std::string path = "/dev/shm/fuzz_recording." + std::to_string(::getpid()) + ".csv";
};

/// Calls `use`, which may refuse the recording.
template <class Use>
void attempt(Use use) {
  try {
    use();
  } catch (const UserError&) {
    // Refused, which is right.
  }
}

void use(const std::string& path) {
  attempt([&] {
    RecordingSource source(path);
    const RecordingStatistics statistics = analyse(source);
    if (statistics_table(statistics).empty() || statistics_json(statistics).empty()) std::abort();
  });
  attempt([&] {
    RecordingSource source(path);
    const Raster raster = take_raster(source, 0, source.end());
    measure_activity(source, raster.from, raster.to, 200);
  });
  attempt([&] {
    const OutputPath csv;
    convert_to_csv(path, csv.path);
    ::unlink((csv.path.substr(0, csv.path.size() - 4) + ".samples.csv").c_str());
  });
  attempt([&] {
    const RecordingHeader header = read_info(path).header;
    PopulationSizes sizes;
    for (const RecordedPopulation& p : header.populations) sizes.emplace(p.name, p.size);
    population_kinds(parse_outline(header.model_text, path, {}, std::move(sizes)));
  });
}

void read(std::string_view bytes) {
  const MemoryFile file(bytes);
  use(file.path());
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
