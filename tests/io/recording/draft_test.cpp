#include "io/recording/draft.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "core/base/error.hpp"
#include "io/recording/recording_fixture.hpp"

namespace engram::test {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
  return names;
}

void publish(const std::string& path, std::string_view bytes) {
  Draft draft(path);
  draft.write(bytes);
  draft.publish();
}

mode_t mode_of(const std::string& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

TEST_CASE("until it is published a draft changes nothing, and then all at once") {
  const TemporaryFolder folder;
  const std::string path = folder.file("out");
  write_bytes(path, "before");
  {
    Draft draft(path);
    draft.write("after, ");
    CHECK(read_bytes(path) == "before");
    CHECK(names_in(folder.file("")).size() == 1);
    draft.write("in two pieces");
    draft.publish();
  }
  CHECK(read_bytes(path) == "after, in two pieces");
  { Draft{path}.write("forgotten"); }
  CHECK(read_bytes(path) == "after, in two pieces");
  CHECK(names_in(folder.file("")) == std::vector<std::string>{"out"});
}

TEST_CASE("a process that is killed leaves nothing of its draft") {
  const TemporaryFolder folder;
  const pid_t child = ::fork();
  if (child == 0) {
    Draft draft(folder.file("out"));
    draft.write(std::string(100'000, 'x'));
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  CHECK(names_in(folder.file("")).empty());
}

TEST_CASE("an output keeps its permissions, a new one has the usual ones") {
  const TemporaryFolder folder;
  const std::string path = folder.file("out");
  const mode_t before = ::umask(027);
  publish(path, "new");
  ::umask(before);
  CHECK(mode_of(path) == 0640);
  for (const mode_t mode : {0600u, 0664u, 0755u}) {
    REQUIRE(::chmod(path.c_str(), mode) == 0);
    publish(path, "again");
    CHECK(mode_of(path) == mode);
  }
}

TEST_CASE("an output that must not be written to is refused") {
  const TemporaryFolder folder;
  const std::string path = folder.file("out");
  write_bytes(path, "kept");
  REQUIRE(::chmod(path.c_str(), 0444) == 0);
  if (::access(path.c_str(), W_OK) == 0) return;  // the system's administrator may always write
  CHECK_THROWS_WITH(Draft(path), Catch::Contains(path + ": must not be written to"));
}

TEST_CASE("through a link a draft replaces what the link leads to") {
  const TemporaryFolder folder;
  fs::create_directory(folder.file("elsewhere"));
  const std::string link = folder.file("link");
  const bool relative = GENERATE(false, true);
  fs::create_symlink(relative ? "elsewhere/out" : folder.file("elsewhere/out"), link);
  for (const char* bytes : {"a link to nothing yet", "a link to a file"}) {
    publish(link, bytes);
    CHECK(fs::is_symlink(link));
    CHECK(read_bytes(folder.file("elsewhere/out")) == bytes);
  }
  CHECK(names_in(folder.file("elsewhere")) == std::vector<std::string>{"out"});
}

TEST_CASE("a place where nothing can be written is refused by name") {
  const TemporaryFolder folder;
  const std::string missing = folder.file("missing/out");
  CHECK_THROWS_AS(Draft(missing), UserError);
  CHECK_THROWS_WITH(Draft(missing),
                    Catch::StartsWith(missing + ": ") && Catch::Contains("directory that exists"));
  CHECK_THROWS_WITH(Draft(folder.file("")), Catch::Contains("is a directory"));
  CHECK_THROWS_WITH(Draft("/dev/null"), Catch::Contains("not a regular file"));
}

}  // namespace
}  // namespace engram::test
