#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <random>
#include <string>
#include <thread>

#include "core/base/error.hpp"
#include "io/recording/recording_fixture.hpp"

// A recording is good up to its last chunk, however its run ends.

namespace engram::test {
namespace {

/// The spikes of a span, known to the writing and to the checking process.
std::vector<RecordedSpike> spikes_of_span(PopulationIndex population, Tick begin) {
  std::mt19937_64 random(static_cast<std::uint64_t>(begin) + population);
  std::vector<RecordedSpike> spikes(random() % 200);
  for (RecordedSpike& s : spikes) {
    const auto step = static_cast<Tick>(1 + random() % 100);
    s = {{begin + step * (kSpan / 100), 0}, static_cast<std::uint32_t>(random() % 50)};
  }
  std::sort(spikes.begin(), spikes.end());
  return spikes;
}

/// Writes spans until it is stopped. After every `kept` spans it has them kept; never if 0.
void write_on(RecordingWriter& writer, Tick kept = 0) {
  for (Tick begin = 0;; begin += kSpan) {
    for (const PopulationIndex p : {0u, 1u, 2u}) {
      writer.spikes(p, begin, begin + kSpan, spikes_of_span(p, begin));
    }
    if (kept != 0 && begin / kSpan % kept == 0) writer.keep(begin + kSpan);
  }
}

RecordingHeader header() {
  ContentPlan plan;
  plan.states = false;
  return make_content(plan).header;
}

/// Checks that `path` holds all spikes up to where its reader finds it whole; returns that time.
Tick check_beginning(const std::string& path) {
  RecordingReader reader(path);
  CHECK_FALSE(reader.complete());
  Content content{reader.header(), std::vector<std::vector<RecordedSpike>>(3), {}, 0};
  // A process that is killed in the midst of a write may leave a record half replaced.
  reader.read_all([&](const RecordingChunk& chunk) { append(content, chunk); });
  const Tick end = reader.read_so_far().end;
  for (PopulationIndex p = 0; p < 3; ++p) {
    auto& read = content.spikes[p];
    std::vector<RecordedSpike> expected;
    for (Tick begin = 0; begin < end; begin += kSpan) {
      const auto spikes = spikes_of_span(p, begin);
      expected.insert(expected.end(), spikes.begin(), spikes.end());
    }
    REQUIRE(read.size() >= expected.size());
    read.resize(expected.size());
    CHECK(read == expected);
  }
  return end;
}

TEST_CASE("a process that is killed leaves a readable beginning") {
  std::mt19937_64 random(7);
  Tick longest = 0;
  for (int i = 0; i < 20; ++i) {
    const TemporaryFolder folder;
    int started[2];
    REQUIRE(::pipe(started) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
      RecordingWriter writer(folder.file("killed"), header(), {i % 2 == 1});
      if (::write(started[1], "x", 1) != 1) ::_exit(1);
      write_on(writer, i % 3);
    }
    char byte;
    REQUIRE(::read(started[0], &byte, 1) == 1);
    const std::string part = folder.file("killed.part");
    const std::uintmax_t enough = random() % 400'000;
    while (std::filesystem::file_size(part) < enough) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 2'000));
    ::kill(child, SIGKILL);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));
    ::close(started[0]);
    ::close(started[1]);
    CHECK_FALSE(std::filesystem::exists(folder.file("killed")));
    longest = std::max(longest, check_beginning(part));
  }
  CHECK(longest > 0);
}

/// No file of this process grows beyond a size, as if the disk were full.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int);
};

TEST_CASE("a full disk ends the run with whole records up to there") {
  const Tick kept = GENERATE(0, 1, 7);
  for (const rlim_t bytes : {2'000, 33'333, 65'536, 400'000}) {
    const TemporaryFolder folder;
    const std::string part = folder.file("full.part");
    {
      RecordingWriter writer(folder.file("full"), header());
      const FileSizeLimit limit(bytes);
      CHECK_THROWS_WITH(write_on(writer, kept),
                        Catch::Contains(part) && Catch::Contains("File too large"));
      CHECK_THROWS_AS(writer.finish(kSpan, 0, 0), std::logic_error);
    }
    CHECK_FALSE(std::filesystem::exists(folder.file("full")));
    check_beginning(part);
    RecordingReader reader(part);
    while (reader.next()) {
    }
    CHECK(reader.offset() == std::filesystem::file_size(part));
  }
}

TEST_CASE("a disk that does not even take the header has no file left on it") {
  const TemporaryFolder folder;
  const FileSizeLimit limit(10);
  CHECK_THROWS_AS(RecordingWriter(folder.file("full"), header()), EnvironmentError);
  CHECK(std::filesystem::is_empty(folder.file("")));
}

TEST_CASE("a disk that is full at the very end loses no spike") {
  const TemporaryFolder folder;
  const Content content = make_content({});
  write_recording(content, folder.file("fits"));
  const std::uint64_t size = std::filesystem::file_size(folder.file("fits"));
  for (const rlim_t missing : {1, 27, 28, 29}) {
    const TemporaryFolder other;
    RecordingWriter writer(other.file("full"), content.header);
    const FileSizeLimit limit(size - missing);
    CHECK_THROWS_AS(play(content, writer), EnvironmentError);
    RecordingReader reader(other.file("full"));
    CHECK(reader.path() == other.file("full.part"));
    CHECK_THAT(reader.read_all([](const auto&) {}), Catch::Contains("incomplete"));
    CHECK(reader.read_so_far() == totals_of(content));
  }
}

TEST_CASE("a recording that ends at a full disk records that the run failed") {
  const TemporaryFolder folder;
  const Content content = make_content({});
  write_recording(content, folder.file("whole"));
  const std::uint64_t size = std::filesystem::file_size(folder.file("whole"));
  int closed = 0;
  for (std::uint64_t bytes = 400; bytes < size; bytes += 97) {
    const TemporaryFolder other;
    RecordingWriter writer(other.file("full"), content.header);
    const FileSizeLimit limit(bytes);
    CHECK_THROWS_AS(play(content, writer), EnvironmentError);
    const std::uint64_t room = bytes - std::filesystem::file_size(writer.part());
    writer.fail("the disk is full");
    writer.fail("a second time");

    RecordingReader reader(other.file("full"));
    Content read{reader.header(), std::vector<std::vector<RecordedSpike>>(3), {}, 0};
    for (std::uint32_t r = 0; r < content.samples.size(); ++r) read.samples.push_back({r, {}, {}});
    const std::string problem = reader.read_all([&](const auto& chunk) { append(read, chunk); });
    for (PopulationIndex p = 0; p < 3; ++p) {
      const auto& expected = content.spikes[p];
      REQUIRE(read.spikes[p].size() <= expected.size());
      CHECK(std::equal(read.spikes[p].begin(), read.spikes[p].end(), expected.begin()));
    }
    constexpr std::uint64_t kClosingBytes = 120;
    if (room >= kClosingBytes) CHECK(reader.complete());
    if (!reader.complete()) continue;
    ++closed;
    CHECK(problem.empty());
    CHECK(reader.index()->run_end == RunEnd::kFailed);
    CHECK(reader.index()->failure == "the disk is full");
    CHECK(reader.index()->recorded == reader.read_so_far());
    CHECK(reader.index()->recorded.end <= content.end);
  }
  CHECK(closed > 5);
}

TEST_CASE("a run that fails elsewhere still leaves what it handed over") {
  const TemporaryFolder folder;
  const Content content = make_content({});
  {
    RecordingWriter writer(folder.file("left"), content.header);
    for (const PopulationIndex p : {0u, 1u, 2u}) {
      writer.spikes(p, 0, content.end, content.spikes[p]);
    }
  }
  RecordingReader reader(folder.file("left"));
  CHECK_FALSE(reader.complete());
  while (reader.next()) {
  }
  CHECK(reader.read_so_far().end == content.end);
  CHECK(reader.read_so_far().spike_hash == totals_of(content).spike_hash);
}

}  // namespace
}  // namespace engram::test
