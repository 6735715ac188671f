#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <string>

#include "core/base/error.hpp"
#include "io/model/model_file.hpp"
#include "io/plot/palette.hpp"
#include "io/recording/reader.hpp"
#include "io/recording/recording_fixture.hpp"

namespace engram::test {
namespace {

const std::string kModel = "duration: 10 population { name: \"E\" size: 3 relay {} }";

std::string spikes_of(const std::string& file) {
  return "duration: 10 population { name: \"S\" spike_trains { file: \"" + file + "\" } }";
}

std::string replay_of(const std::string& file) {
  return "duration: 10 population { name: \"S\" replay { file: \"" + file +
         "\" population: \"A\" } }";
}

}  // namespace

TEST_CASE("pipes and devices are refused at once, whatever they are given for") {
  const TemporaryFolder folder;
  const std::string pipe = folder.file("pipe");
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  for (const std::string& path : {pipe, std::string("/dev/zero"), std::string("/dev/tty")}) {
    CAPTURE(path);
    CHECK_THROWS_AS(load_model(path), UserError);
    CHECK_THROWS_AS(RecordingReader(path), UserError);
    CHECK_THROWS_AS(parse_model(spikes_of(path), "m.txtpb"), UserError);
    CHECK_THROWS_AS(parse_model(replay_of(path), "m.txtpb"), UserError);
  }
  CHECK_THROWS_WITH(load_model(pipe), Catch::Contains("pipe: is not a regular file"));
  CHECK_THROWS_WITH(RecordingReader(pipe), Catch::Contains("pipe: is not a regular file"));
  CHECK_THROWS_WITH(
      parse_model(spikes_of(pipe), "m.txtpb"),
      Catch::Contains("m.txtpb:1:") && Catch::Contains("pipe: is not a regular file"));
}

TEST_CASE("an outline opens no file and takes sizes from elsewhere") {
  const TemporaryFolder folder;
  const std::string pipe = folder.file("pipe");
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const std::string text =
      "population { name: \"T\" size: 7 relay {} }"
      "projection { source: \"S\" target: \"T\" one_to_one {} weight { constant: -2 } }"
      "projection { source: \"T\" target: \"T\" all_to_all {} weight { constant: 2 } }"
      "spike_recorder { population: \"T\" neurons { index: 9 } }";
  for (const std::string& source : {spikes_of(pipe), replay_of(pipe)}) {
    const Network network = parse_outline(source + text, "r", {}, {{"S", 7}});
    CHECK(network.populations.at(0).size == 7);
    CHECK(population_kinds(network) ==
          std::vector{PopulationKind::kInhibitory, PopulationKind::kExcitatory});
    CHECK_THROWS_WITH(parse_outline(source + text, "r", {}, {}), Catch::Contains("not opened"));
  }
}

TEST_CASE("a byte order mark is passed over, wide characters are named") {
  CHECK(parse_model("\xef\xbb\xbf" + kModel, "m.txtpb").network.populations.size() == 1);
  CHECK_THROWS_WITH(parse_model("\xef\xbb\xbf" + kModel + " seed: x", "m.txtpb"),
                    Catch::StartsWith("m.txtpb:1:" + std::to_string(kModel.size() + 8) + ": seed"));
  CHECK_THROWS_WITH(parse_model(std::string("\xff\xfe"
                                            "d\0u\0",
                                            6),
                                "m.txtpb"),
                    Catch::Equals("m.txtpb: is encoded in UTF-16; valid: UTF-8"));
  CHECK_THROWS_WITH(parse_model(std::string("\xfe\xff\0d\0u", 6), "m.txtpb"),
                    Catch::Contains("UTF-16"));
  CHECK_THROWS_WITH(parse_model(std::string("\xff\xfe\0\0d\0\0\0", 8), "m.txtpb"),
                    Catch::Contains("UTF-32"));
}

TEST_CASE("a size that the recording does not explain is refused, unless the model gives it, too") {
  const TemporaryFolder folder;
  Content content = make_content({});
  content.header.populations[2].size = 5'000'000;
  content.header.populations[2].name = "A";
  write_recording(content, folder.file("r"));
  const std::string text = replay_of(folder.file("r"));
  CHECK_THROWS_WITH(
      parse_model(text, "m.txtpb"),
      Catch::Contains("population 'A' has 5000000 neurons, more than a recording of") &&
          Catch::Contains("'size'"));
  std::string sized = text;
  sized.replace(sized.find("replay"), 6, "size: 5000000 replay");
  CHECK(parse_model(sized, "m.txtpb").network.populations.at(0).size == 5'000'000);
}

}  // namespace engram::test
