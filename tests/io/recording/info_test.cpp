#include "io/recording/info.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <string>

#include "core/base/text.hpp"
#include "io/recording/recording_fixture.hpp"

namespace engram::test {
namespace {

TEST_CASE("info tells header and totals") {
  const TemporaryFolder folder;
  const Content content = make_content({});
  write_recording(content, folder.file("r"));
  const RecordingInfo info = read_info(folder.file("r"));
  const RecordedTotals totals = totals_of(content);
  CHECK(info.header == content.header);
  CHECK(info.recorded == totals);
  CHECK(info.problem.empty());
  CHECK(info.index->run_spikes == totals.spikes);

  const std::string text = format_info(info);
  CHECK_THAT(text, Catch::Contains("complete"));
  CHECK_THAT(text, Catch::Contains(fmt::format("recorded    200 ms, {} spikes, hash {:016x}\n",
                                               totals.spikes, totals.spike_hash)));
  CHECK_THAT(text, Catch::Contains("planned     10 ms warm-up, then 190 ms\n"));
  CHECK_THAT(text, Catch::Contains("scale=0.5"));
  CHECK_THAT(text, Catch::Contains(fmt::format("population 1 {:>12} {:>12} {:>12} {:>12}\n", 50,
                                               150, 150, totals.population_spikes[1])));
  CHECK_THAT(text,
             Catch::Contains("V_m, I_syn_ex of population 0: 6 values every 10 ms, 20 times\n"));
}

TEST_CASE("info does not read the chunks of a complete recording") {
  const TemporaryFolder folder;
  const Content content = make_content({});
  write_recording(content, folder.file("r"));
  std::string bytes = read_bytes(folder.file("r"));
  bytes[bytes.size() / 2] ^= 1;
  write_bytes(folder.file("r"), bytes);
  CHECK(read_info(folder.file("r")).recorded == totals_of(content));
}

TEST_CASE("info of an unfinished recording says how far it reaches") {
  const TemporaryFolder folder;
  const Content content = make_content({});
  write_recording(content, folder.file("r"));
  const std::string bytes = read_bytes(folder.file("r"));
  write_bytes(folder.file("cut.part"), bytes.substr(0, bytes.size() - 1));
  const RecordingInfo info = read_info(folder.file("cut"));
  CHECK(info.path == folder.file("cut.part"));
  CHECK_FALSE(info.index);
  CHECK(info.recorded == totals_of(content));
  CHECK(info.problem == fmt::format("{}: incomplete: it ends at byte {}; whole up to 200 ms",
                                    info.path, bytes.size() - 28));
  CHECK_THAT(format_info(info), Catch::Contains(info.problem));
}

TEST_CASE("what a terminal would act on is shown as escapes, whoever wrote the recording") {
  const TemporaryFolder folder;
  Content content = make_content({});
  content.header.program_version = "1\x1b]0;title\x07";
  content.header.populations[0].name = "a\nstate       complete";
  content.header.populations[1].name = "\xc2\x9b[2J\xe2\x80\xae\xff";
  content.header.parameters = {{"p\x7f", "\r1"}};
  write_recording(content, folder.file("r"));
  const std::string text = format_info(read_info(folder.file("r")));
  for (std::string_view rest = text; !rest.empty();) {
    const Character character = first_character(rest);
    REQUIRE(character.bytes > 0);
    CHECK((character.code == '\n' || !is_control(character.code)));
    rest.remove_prefix(character.bytes);
  }
  CHECK_THAT(text, Catch::Contains("program     1\\x1b]0;title\\x07\n"));
  CHECK_THAT(text, Catch::Contains("\na\\nstate       complete "));
  CHECK_THAT(text, Catch::Contains("\n\\u009b[2J\\u202e\\xff "));
  CHECK_THAT(text, Catch::Contains("p\\x7f=\\r1\n"));
}

}  // namespace
}  // namespace engram::test
