#include "io/plot/output_file.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "core/base/error.hpp"
#include "io/plot/temporary_directory.hpp"

namespace engram {
namespace {

TEST_CASE("an output replaces what was there and leaves nothing beside it") {
  const TemporaryDirectory directory;
  const std::string path = directory.path() / "out";
  write_output(path, "first");
  write_output(path, std::string_view("se\0cond", 7));
  CHECK(read_file(path) == std::string("se\0cond", 7));
  const auto entries = std::filesystem::directory_iterator(directory.path());
  CHECK(std::distance(begin(entries), end(entries)) == 1);
}

TEST_CASE("trying out a path changes nothing") {
  const TemporaryDirectory directory;
  const std::string path = directory.path() / "out";
  check_output(path);
  CHECK(std::filesystem::is_empty(directory.path()));
  write_output(path, "kept");
  check_output(path);
  CHECK(read_file(path) == "kept");
}

TEST_CASE("a path that cannot be written to is the user's mistake") {
  const TemporaryDirectory directory;
  for (const std::string& path : {directory.path().string(), std::string("/nowhere/at/all/out")}) {
    INFO(path);
    CHECK_THROWS_AS(check_output(path), UserError);
    CHECK_THROWS_AS(write_output(path, "x"), UserError);
    CHECK_THROWS_WITH(check_output(path), Catch::StartsWith(path));
  }
}

}  // namespace
}  // namespace engram
