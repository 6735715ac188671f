#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "io/checkpoint/checkpoint_fixture.hpp"
#include "io/checkpoint/checkpoint_text.hpp"
#include "io/checkpoint/checkpoint_writer.hpp"

namespace engram::test {

TEST_CASE("What is written of any state is read again, bit for bit") {
  const TemporaryFolder folder;
  const std::string path = folder.file("c");
  CHECK(rc::check([&](std::uint64_t seed) {
    const MadeUp made = make_up(seed, seed % 5 == 0 ? 9'000 : 30);
    write_checkpoint(path, made.header, made.state);
    const Checkpoint read(path);
    RC_ASSERT(read.header() == made.header);
    RC_ASSERT(same(read.state(), made.state));
    RC_ASSERT(is_checkpoint(path));
    RC_ASSERT(!format_checkpoint(read).empty());
  }));
}

TEST_CASE("Equal states give equal files") {
  const TemporaryFolder folder;
  const MadeUp made = make_up(7, 50);
  write_checkpoint(folder.file("a"), made.header, made.state);
  write_checkpoint(folder.file("b"), made.header, made.state);
  CHECK(read_bytes(folder.file("a")) == read_bytes(folder.file("b")));
}

TEST_CASE("A column of equal values takes little room") {
  const TemporaryFolder folder;
  MadeUp made = make_up(1, 2);
  made.header.populations.push_back({"large", 1'000'000});
  StateColumn& column = made.state.populations.emplace_back().columns["V_m"];
  column.kind = StateColumn::Kind::kEach;
  column.element_bytes = 8;
  column.values.resize(8'000'000);
  write_checkpoint(folder.file("c"), made.header, made.state);
  CHECK(std::filesystem::file_size(folder.file("c")) < 100'000);
  CHECK(same(Checkpoint(folder.file("c")).state(), made.state));
}

}  // namespace engram::test
