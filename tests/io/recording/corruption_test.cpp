#include <catch2/catch.hpp>
#include <filesystem>
#include <random>
#include <string>

#include "core/base/error.hpp"
#include "io/recording/recording_fixture.hpp"

namespace engram::test {
namespace {

/// Whether `part` is what a reader of `whole` gets before it has read everything.
bool is_beginning(const Content& part, const Content& whole) {
  for (std::size_t p = 0; p < part.spikes.size(); ++p) {
    const auto& a = part.spikes[p];
    const auto& b = whole.spikes[p];
    if (a.size() > b.size() || !std::equal(a.begin(), a.end(), b.begin())) return false;
  }
  for (std::size_t r = 0; r < part.samples.size(); ++r) {
    const auto& a = part.samples[r].values;
    const auto& b = whole.samples[r].values;
    if (a.size() > b.size() || !std::equal(a.begin(), a.end(), b.begin())) return false;
  }
  return true;
}

enum class Outcome { kWhole, kIncomplete, kDamaged };

/// Reads what there is of a file that was made from `whole` and then mistreated.
Outcome read_mistreated(const std::string& path, const Content& whole) {
  Content content = whole;
  for (auto& spikes : content.spikes) spikes.clear();
  for (auto& samples : content.samples) samples.times.clear(), samples.values.clear();
  const std::uint64_t size = std::filesystem::file_size(path);
  try {
    RecordingReader reader(path);
    CHECK(reader.header() == whole.header);
    CHECK_FALSE(reader.is_intact());
    while (const auto chunk = reader.next()) append(content, *chunk);
    CHECK(is_beginning(content, whole));
    CHECK(reader.offset() <= size);
    if (!reader.complete()) return Outcome::kIncomplete;
    CHECK(content == whole);
    return Outcome::kWhole;
  } catch (const FileError& error) {
    CHECK(error.offset() <= size);
    CHECK(is_beginning(content, whole));
    return Outcome::kDamaged;
  }
}

/// A recording of some hundred records.
Content many_chunks(std::uint64_t seed) {
  ContentPlan plan;
  plan.seed = seed;
  plan.spans = 600;
  plan.spikes_per_span = 1;
  return make_content(plan);
}

TEST_CASE("a recording that was cut off or changed anywhere is reported") {
  const TemporaryFolder folder;
  const std::string path = folder.file("damaged");
  const Content whole = many_chunks(1);
  write_recording(whole, path, {GENERATE(false, true)});
  const std::string bytes = read_bytes(path);
  std::mt19937_64 random(GENERATE(1, 2));
  const auto place = [&] { return random() % bytes.size(); };

  for (int i = 0; i < 1250; ++i) {
    std::string cut = bytes.substr(0, place());
    write_bytes(path, cut);
    // Cut within the header, it is damaged; later, incomplete.
    CHECK(read_mistreated(path, whole) != Outcome::kWhole);

    std::string flipped = bytes;
    const std::size_t at = place();
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << random() % 8));
    write_bytes(path, flipped);
    CHECK(read_mistreated(path, whole) != Outcome::kWhole);
  }
}

TEST_CASE("a cut between two records leaves an incomplete recording, never a damaged one") {
  const TemporaryFolder folder;
  const std::string path = folder.file("cut");
  const Content whole = many_chunks(2);
  write_recording(whole, path);
  const std::string bytes = read_bytes(path);
  std::vector<std::uint64_t> ends;
  {
    RecordingReader reader(path);
    ends.push_back(reader.offset());
    while (reader.next()) ends.push_back(reader.offset());
  }
  REQUIRE(ends.size() > 30);
  for (const std::uint64_t end : ends) {
    for (const std::uint64_t more : {0, 1, 6, 20}) {
      write_bytes(path, bytes.substr(0, end + more));
      CHECK(read_mistreated(path, whole) == Outcome::kIncomplete);
      RecordingReader reader(path);
      while (reader.next()) {
      }
      CHECK(reader.offset() == end);
    }
  }
}

TEST_CASE("records that were lost, doubled, swapped or put behind the end are reported") {
  const TemporaryFolder folder;
  const std::string path = folder.file("moved");
  const Content whole = many_chunks(3);
  write_recording(whole, path);
  const std::string bytes = read_bytes(path);
  RecordingReader reader(path);
  std::vector<std::uint64_t> ends{reader.offset()};
  while (reader.next()) ends.push_back(reader.offset());
  const std::string before = bytes.substr(0, ends[3]);
  const std::string first = bytes.substr(ends[3], ends[4] - ends[3]);
  const std::string second = bytes.substr(ends[4], ends[5] - ends[4]);
  const std::string after = bytes.substr(ends[5]);

  const auto check_damage_at = [&](const std::string& changed, std::uint64_t offset) {
    write_bytes(path, changed);
    CHECK(read_mistreated(path, whole) == Outcome::kDamaged);
    RecordingReader damaged(path);
    try {
      while (damaged.next()) {
      }
      FAIL("nothing was reported");
    } catch (const FileError& error) {
      CHECK(error.offset() == offset);
    }
  };
  check_damage_at(before + first + after, ends[4]);
  check_damage_at(before + first + first + second + after, ends[4]);
  check_damage_at(before + second + first + after, ends[3]);
  check_damage_at(bytes + "x", bytes.size());
  check_damage_at(bytes + bytes, bytes.size());
}

TEST_CASE("what is no recording is refused") {
  const TemporaryFolder folder;
  const std::string path = folder.file("other");
  for (const std::string& bytes : {std::string(), std::string("\xff\xd8\xff\xe0 a picture"),
                                   std::string(4096, '\0'), std::string(4096, '\xff')}) {
    write_bytes(path, bytes);
    CHECK_THROWS_AS(RecordingReader(path), FileError);
  }
  CHECK_THROWS_AS(RecordingReader(folder.file("missing")), UserError);
  CHECK_THROWS_AS(RecordingReader(folder.file("")), UserError);
}

}  // namespace
}  // namespace engram::test
