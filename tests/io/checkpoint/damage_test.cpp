#include <catch2/catch.hpp>
#include <optional>
#include <random>

#include "core/base/error.hpp"
#include "io/checkpoint/checkpoint_fixture.hpp"
#include "io/checkpoint/checkpoint_writer.hpp"
#include "io/mutate_bytes.hpp"
#include "io/recording/record_codec.hpp"

namespace engram::test {
namespace {

/// A small checkpoint with columns of all kinds and spikes in flight.
MadeUp small() {
  for (std::uint64_t seed = 1;; ++seed) {
    MadeUp made = make_up(seed, 6);
    if (made.header.source.empty() || made.state.in_flight.empty()) continue;
    if (made.state.in_flight.size() > 20) made.state.in_flight.resize(20);
    std::size_t columns = 0;
    for (const PopulationState& p : made.state.populations) columns += p.columns.size();
    if (columns > 5) return made;
  }
}

/// Where the file is refused; nothing where it is read.
std::optional<std::uint64_t> refused_at(const std::string& path, const std::string& bytes) {
  write_bytes(path, bytes);
  try {
    const Checkpoint read(path);
    return std::nullopt;
  } catch (const FileError& error) {
    CHECK(error.offset() <= bytes.size());
    CHECK(std::string(error.what()).find(path + ": at byte ") == 0);
    CHECK(std::string(error.what()).find('\n') == std::string::npos);
    return error.offset();
  }
}

struct Written {
  TemporaryFolder folder;
  std::string path = folder.file("c");
  MadeUp made = small();
  std::string bytes;

  Written() {
    write_checkpoint(path, made.header, made.state);
    bytes = read_bytes(path);
  }
};

}  // namespace

TEST_CASE("A checkpoint that is cut anywhere is refused where its last record would begin") {
  Written file;
  std::uint64_t last = 0;
  for (std::size_t size = 0; size < file.bytes.size(); ++size) {
    const auto at = refused_at(file.path, file.bytes.substr(0, size));
    REQUIRE(at);
    CHECK(*at >= last);
    CHECK(*at <= size);
    last = *at;
  }
  CHECK(refused_at(file.path, file.bytes + "x") == file.bytes.size());
  CHECK_FALSE(refused_at(file.path, file.bytes));
}

TEST_CASE("Any flipped bit of a checkpoint is found") {
  Written file;
  for (std::size_t at = 0; at < file.bytes.size(); ++at) {
    std::string flipped = file.bytes;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << at % 8));
    const auto found = refused_at(file.path, flipped);
    REQUIRE(found);
    CHECK(*found <= at);
  }
}

TEST_CASE("Records that were lost, doubled or swapped are found") {
  Written file;
  const std::vector<std::string> bodies = bodies_of(file.bytes);
  REQUIRE(framed(bodies) == file.bytes);
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    std::vector<std::string> lost = bodies;
    lost.erase(lost.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK(refused_at(file.path, framed(lost)));
    std::vector<std::string> doubled = bodies;
    doubled.insert(doubled.begin() + static_cast<std::ptrdiff_t>(i), bodies[i]);
    CHECK(refused_at(file.path, framed(doubled)));
    if (i == 0) continue;
    std::vector<std::string> swapped = bodies;
    std::swap(swapped[i - 1], swapped[i]);
    CHECK(refused_at(file.path, framed(swapped)));
  }
}

TEST_CASE("Mutants of a checkpoint are refused, also with right checksums, or are checkpoints") {
  Written file;
  const std::vector<std::string> bodies = bodies_of(file.bytes);
  std::mt19937_64 random(1);
  for (int i = 0; i < 3'000; ++i) {
    std::string mutant = file.bytes;
    mutate_bytes(mutant, random);
    if (mutant != file.bytes) CHECK(refused_at(file.path, mutant));

    std::vector<std::string> forged = bodies;
    mutate_bytes(forged[random() % forged.size()], random);
    write_bytes(file.path, framed(forged));
    try {
      const Checkpoint read(file.path);
      // What has the shape of a checkpoint holds what its header says.
      CHECK(read.state().populations.size() == read.header().populations.size());
      write_checkpoint(file.folder.file("again"), read.header(), read.state());
      CHECK(same(Checkpoint(file.folder.file("again")).state(), read.state()));
    } catch (const UserError& error) {
      CHECK(std::string(error.what()).find(file.path) == 0);
    }
  }
}

TEST_CASE("Other files are refused, and say what they are where that is known") {
  const TemporaryFolder folder;
  const auto error_of = [&](const std::string& path) {
    try {
      const Checkpoint read(path);
      return std::string();
    } catch (const UserError& error) {
      return std::string(error.what());
    }
  };
  const std::string path = folder.file("f");
  write_recording(make_content({}), path);
  CHECK(error_of(path).find("a record of a recording") != std::string::npos);
  CHECK_FALSE(is_checkpoint(path));
  write_bytes(path, "name: \"model\"");
  CHECK(error_of(path).find("begins with its header") != std::string::npos);
  write_bytes(path, "");
  CHECK(error_of(path).find("cut short") != std::string::npos);
  CHECK(error_of(folder.file("none")).find("cannot be read") != std::string::npos);

  const MadeUp made = small();
  write_checkpoint(path, made.header, made.state);
  CHECK_THROWS_WITH(RecordingReader(path), Catch::Contains("a record of a checkpoint"));
}

TEST_CASE("Another version of the format is refused by its number") {
  Written file;
  std::vector<std::string> bodies = bodies_of(file.bytes);
  // The header begins with its version: field 1, a varint.
  const std::size_t at = bodies[0].find("\x08\x01");
  REQUIRE(at < 10);
  bodies[0][at + 1] = 2;
  write_bytes(file.path, framed(bodies));
  CHECK_THROWS_WITH(Checkpoint(file.path),
                    Catch::Contains("at byte 0: checkpoint format version 2; this program reads "
                                    "version 1"));
}

}  // namespace engram::test
