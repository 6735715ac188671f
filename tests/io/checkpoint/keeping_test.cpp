#include <catch2/catch.hpp>
#include <filesystem>

#include "core/base/error.hpp"
#include "io/checkpoint/checkpoint_fixture.hpp"
#include "io/checkpoint/checkpoint_writer.hpp"

namespace engram::test {
namespace {

struct Kept {
  TemporaryFolder folder;
  std::string path = folder.file("c");
  std::string previous = previous_checkpoint(path);

  void write(Tick time) {
    MadeUp made = make_up(3, 5);
    made.header.step = 1;
    made.header.time = made.state.time = time * kTicksPerMs;
    made.state.in_flight.clear();
    write_checkpoint(path, made.header, made.state);
  }
  Tick time_of(const std::string& file) const {
    return Checkpoint(file).header().time / kTicksPerMs;
  }
  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder.file("")), {}));
  }
};

}  // namespace

TEST_CASE("The checkpoint before is kept, and no other file") {
  Kept kept;
  kept.write(1);
  CHECK_FALSE(std::filesystem::exists(kept.previous));
  for (Tick time = 2; time < 5; ++time) {
    kept.write(time);
    CHECK(kept.time_of(kept.path) == time);
    CHECK(kept.time_of(kept.previous) == time - 1);
    CHECK(kept.files() == 2);
  }
}

TEST_CASE("A file that is no whole checkpoint does not take the place of one that is") {
  Kept kept;
  kept.write(1);
  kept.write(2);
  const std::string bytes = read_bytes(kept.path);
  for (const std::string& broken :
       {bytes.substr(0, bytes.size() - 1), bytes + "x", std::string(), std::string("text")}) {
    write_bytes(kept.path, broken);
    kept.write(3);
    CHECK(kept.time_of(kept.path) == 3);
    CHECK(kept.time_of(kept.previous) == 1);
  }
}

TEST_CASE("Both names may lead to one file, as after a kill between keeping and replacing") {
  Kept kept;
  kept.write(1);
  std::filesystem::create_hard_link(kept.path, kept.previous);
  kept.write(2);
  CHECK(kept.time_of(kept.path) == 2);
  CHECK(kept.time_of(kept.previous) == 1);
  CHECK(kept.files() == 2);
}

TEST_CASE("A checkpoint that cannot be used is refused with the name of the one before") {
  Kept kept;
  kept.write(1);
  kept.write(2);
  const auto advice = Catch::Contains("of 1 ms, is whole: " + kept.previous);
  write_bytes(kept.path, read_bytes(kept.path).substr(0, 100));
  CHECK_THROWS_WITH(Checkpoint(kept.path), advice && Catch::Contains("cut short"));
  std::filesystem::remove(kept.path);
  CHECK_THROWS_WITH(Checkpoint(kept.path), advice && Catch::Contains("cannot be read"));
  write_bytes(kept.previous, "");
  CHECK_THROWS_WITH(Checkpoint(kept.path), !Catch::Contains("previous"));
}

TEST_CASE("Through a symbolic link both lie beside the file that it leads to") {
  Kept kept;
  std::filesystem::create_directory(kept.folder.file("d"));
  std::filesystem::create_symlink("d/real", kept.path);
  kept.write(1);
  kept.write(2);
  CHECK(std::filesystem::is_symlink(kept.path));
  CHECK(kept.time_of(kept.folder.file("d/real")) == 2);
  CHECK(kept.time_of(kept.folder.file("d/real.previous")) == 1);
}

TEST_CASE("A path where nothing can be saved is found beforehand") {
  const TemporaryFolder folder;
  CHECK_NOTHROW(check_checkpoint_path(folder.file("c")));
  CHECK_FALSE(std::filesystem::exists(folder.file("c")));
  CHECK_THROWS_AS(check_checkpoint_path(folder.file("none/c")), UserError);
  std::filesystem::create_directory(folder.file("c.previous"));
  CHECK_THROWS_AS(check_checkpoint_path(folder.file("c")), UserError);
}

}  // namespace engram::test
