#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/recording/reader.hpp"
#include "io/recording/recording.hpp"
#include "io/recording/writer.hpp"

// What the tests of recordings share: a folder to write to, recordings made from a seed, and ways
// to write and read them as a whole.

namespace engram::test {

/// A folder that goes away with it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string file(std::string_view name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// What a recording holds, without regard to how it is cut into chunks.
struct Content {
  RecordingHeader header;
  std::vector<std::vector<RecordedSpike>> spikes;  ///< by population
  std::vector<SampleChunk> samples;                ///< all of a state recorder in one
  Tick end = 0;

  friend bool operator==(const Content&, const Content&) = default;
};

/// How a content is made up.
struct ContentPlan {
  std::uint64_t seed = 1;
  int populations = 3;
  int spans = 20;
  int spikes_per_span = 30;  ///< of each population, about
  Tick step = kTicksPerMs / 10;
  bool fractions = false;  ///< times between ticks, as on the continuous clock
  bool states = true;
};

/// A content whose spans are 10 ms long.
Content make_content(const ContentPlan& plan);
inline constexpr Tick kSpan = 10 * kTicksPerMs;

/// Count and hash of all spikes, computed apart from writer and reader.
RecordedTotals totals_of(const Content& content);

/// Hands `content` to `sink` as the engine would, span by span, and finishes it.
void play(const Content& content, RecordingSink& sink);

/// Writes `content` to `path`.
void write_recording(const Content& content, const std::string& path,
                     RecordingWriterOptions options = {});

/// Adds a chunk to what has been read.
void append(Content& content, const RecordingChunk& chunk);

/// Everything of a recording that must be whole.
Content read_recording(const std::string& path);

std::string read_bytes(const std::string& path);
void write_bytes(const std::string& path, std::string_view bytes);

}  // namespace engram::test
