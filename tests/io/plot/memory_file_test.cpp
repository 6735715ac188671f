#include "io/plot/memory_file.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>

namespace engram {
namespace {

TEST_CASE("a file in memory is read from its beginning and takes what is written to it") {
  const std::string content(100'000, 'a');
  const MemoryFile file(content);
  CHECK(file.bytes() == content);
  char first = 0;
  REQUIRE(::read(file.descriptor(), &first, 1) == 1);
  CHECK(first == 'a');
  REQUIRE(::write(file.descriptor(), "b", 1) == 1);
  CHECK(file.bytes() == "ab" + content.substr(2));
  CHECK(MemoryFile().bytes().empty());
}

TEST_CASE("a file in memory does not take the place of a closed standard channel") {
  const int input = ::dup(STDIN_FILENO);
  ::close(STDIN_FILENO);
  CHECK(MemoryFile("x").descriptor() > STDERR_FILENO);
  if (input >= 0) {
    ::dup2(input, STDIN_FILENO);
    ::close(input);
  }
}

}  // namespace
}  // namespace engram
