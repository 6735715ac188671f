#include "io/recording/info.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "core/base/text.hpp"
#include "io/recording/frame.hpp"
#include "io/recording/recording_fixture.hpp"

namespace engram::test {
namespace {

TEST_CASE("info has header and totals") {
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

TEST_CASE("info finds damage before an end that is there, and says what is whole") {
  const TemporaryFolder folder;
  ContentPlan plan;
  plan.spans = 400;
  write_recording(make_content(plan), folder.file("r"));
  std::string bytes = read_bytes(folder.file("r"));
  bytes[bytes.size() / 2] ^= 1;
  write_bytes(folder.file("r"), bytes);
  const RecordingInfo info = read_info(folder.file("r"));
  RecordingReader reader(folder.file("r"));
  CHECK(info.problem == reader.read_all([](const auto&) {}));
  CHECK_THAT(info.problem, Catch::Contains("at byte "));
  CHECK(info.recorded == reader.read_so_far());
  CHECK(info.recorded.end > 0);
  CHECK(info.recorded.end < reader.index()->recorded.end);
  CHECK_THAT(format_info(info), Catch::Contains("state       " + info.problem));
}

TEST_CASE("info distinguishes a run that was stopped or failed from one that finished") {
  const TemporaryFolder folder;
  const std::string path = folder.file("r");
  RecordingHeader header = make_content({}).header;  // a plan of 200 ms
  const auto state_after = [&](const auto& end_run) {
    {
      RecordingWriter writer(path, header);
      for (const PopulationIndex p : {0u, 1u, 2u}) writer.spikes(p, 0, kSpan / 2, {});
      end_run(writer);
    }
    const std::string text = format_info(read_info(path));
    const std::size_t line = text.find("\nstate       ") + 13;
    return text.substr(line, text.find('\n', line) - line);
  };
  const auto fail = [](RecordingWriter& writer) { writer.fail("too hot"); };
  CHECK(state_after(fail) == "failed at 5 ms of 200 ms: too hot");
  CHECK_FALSE(std::filesystem::exists(path));
  const auto end_at = [](Tick end) {
    return [end](RecordingWriter& writer) { writer.finish(end, 0, 0); };
  };
  CHECK(state_after(end_at(kSpan)) == "stopped at 10 ms of 200 ms");
  CHECK(state_after(end_at(20 * kSpan - header.step)) == "stopped at 199.9 ms of 200 ms");
  CHECK(state_after(end_at(20 * kSpan)) == "complete");
  // A plan that is no multiple of the step ends with the step before.
  header.duration += header.step / 2;
  CHECK(state_after(end_at(20 * kSpan)) == "complete");
}

/// `bytes` of a recording, without the end of the run in its index: as earlier versions wrote it.
std::string without_run_end(const std::string& bytes) {
  constexpr std::size_t kTrailer = 28;
  std::size_t offset = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    offset |= std::size_t{static_cast<unsigned char>(bytes[bytes.size() - 8 + i])} << (8 * i);
  }
  const std::string_view frame = std::string_view(bytes).substr(offset);
  const FramePrefix prefix = decode_prefix(frame).value();
  std::string body(decode_frame(frame.substr(prefix.bytes, prefix.message)));
  // The number of the record takes 9 bytes, then come the tag and the length of the index.
  REQUIRE(body[9] == (5 << 3 | 2));
  REQUIRE(static_cast<std::size_t>(body[10]) == body.size() - 11);
  REQUIRE(body[body.size() - 2] == 8 << 3);
  body[10] = static_cast<char>(body[10] - 2);
  body.resize(body.size() - 2);
  return bytes.substr(0, offset) + encode_frame(body) + bytes.substr(bytes.size() - kTrailer);
}

TEST_CASE("without the end of its run a recording is compared with its plan") {
  const TemporaryFolder folder;
  Content content = make_content({});
  const bool longer_plan = GENERATE(false, true);
  if (longer_plan) content.header.duration += kSpan;
  write_recording(content, folder.file("r"));
  write_bytes(folder.file("r"), without_run_end(read_bytes(folder.file("r"))));
  const RecordingInfo info = read_info(folder.file("r"));
  CHECK(info.problem.empty());
  CHECK(info.recorded == totals_of(content));
  CHECK(early_end(info.index.value(), info.header) ==
        (longer_plan ? "stopped at 200 ms of 210 ms" : ""));
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

TEST_CASE("control characters of a recording are shown as escapes") {
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
