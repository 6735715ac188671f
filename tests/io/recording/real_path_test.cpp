#include "io/recording/real_path.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "core/base/error.hpp"
#include "io/recording/recording_fixture.hpp"

namespace engram::test {
namespace {

namespace fs = std::filesystem;

/// Works in a folder for as long as it lives.
class WorkingFolder {
 public:
  explicit WorkingFolder(const std::string& path) : before_(fs::current_path()) {
    fs::current_path(path);
  }
  ~WorkingFolder() { fs::current_path(before_); }
  WorkingFolder(const WorkingFolder&) = delete;
  WorkingFolder& operator=(const WorkingFolder&) = delete;

 private:
  fs::path before_;
};

/// Folders d and e, and links to them and into them.
struct Tree {
  Tree() {
    fs::create_directories("d/inner");
    fs::create_directory("e");
    fs::create_directory_symlink("d", "to_d");
    fs::create_directory_symlink(fs::absolute("d/inner"), "e/deep");
    fs::create_symlink("d/x", "to_x");
    fs::create_symlink("to_x", "to_to_x");
    fs::create_symlink("../d/x", "e/x");
  }

  TemporaryFolder folder;
  WorkingFolder working{folder.file("")};
};

TEST_CASE("all ways to a file are the same file, whether it exists or not") {
  const Tree tree;
  const bool exists = GENERATE(false, true);
  if (exists) write_bytes("d/x", "content");
  const std::string ways[] = {"d/x",
                              "./d/x",
                              "d//x",
                              "d/./x",
                              "e/../d/x",
                              "to_d/x",
                              "to_x",
                              "to_to_x",
                              "e/x",
                              "e/deep/../x",
                              "d/inner/../x",
                              fs::absolute("d/x").string(),
                              tree.folder.file("to_to_x")};
  for (const std::string& a : ways) {
    for (const std::string& b : ways) {
      INFO(a << " and " << b);
      CHECK(is_same_file(a, b));
    }
    CHECK(real_path(a) == fs::canonical("d") / "x");
    for (const char* other : {"x", "d/y", "d/inner/x", "e/y", "d", "nowhere/x"}) {
      INFO(a << " and " << other);
      CHECK_FALSE(is_same_file(a, other));
    }
  }
}

TEST_CASE("hard links are one file") {
  const Tree tree;
  write_bytes("d/x", "content");
  fs::create_hard_link("d/x", "e/hard");
  write_bytes("e/copy", "content");
  CHECK(is_same_file("e/hard", "to_x"));
  CHECK_FALSE(is_same_file("e/copy", "to_x"));
}

TEST_CASE("a path through folders that do not exist is compared by its text") {
  const Tree tree;
  CHECK(is_same_file("none/x", "./none/../none/x"));
  CHECK(is_same_file("none/../d/x", "to_x"));
  CHECK_FALSE(is_same_file("none/x", "d/x"));
}

TEST_CASE("links that lead in a circle are refused") {
  const Tree tree;
  fs::create_symlink("b", "a");
  fs::create_symlink("a", "b");
  CHECK_THROWS_AS(real_path("a"), UserError);
  CHECK_THROWS_WITH(real_path("a/x"), Catch::StartsWith("a/x: ") && Catch::Contains("links"));
}

TEST_CASE("what is written to is the end of a link, and anything else as it was named") {
  const Tree tree;
  CHECK(write_path("to_to_x") == (fs::canonical("d") / "x").string());
  CHECK(write_path("to_d/new") == "to_d/new");
  CHECK(write_path("./new") == "./new");
}

}  // namespace
}  // namespace engram::test
