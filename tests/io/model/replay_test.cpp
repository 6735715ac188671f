#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/registry/built_in_models.hpp"
#include "io/model/model_file.hpp"
#include "io/model/recorded_trains.hpp"
#include "io/recording/recording_fixture.hpp"

namespace engram::test {
namespace {

using Trains = std::vector<std::vector<Time>>;

/// A folder with a recording r of populations "population 0" to "population 2" and a model beside
/// it.
struct Fixture {
  explicit Fixture(bool fractions = false) {
    plan.fractions = fractions;
    plan.spans = 300;
    if (fractions) plan.step = 1;
    content = make_content(plan);
    write_recording(content, folder.file("r"));
  }

  Network load(const std::string& text) const {
    write_bytes(folder.file("m.txtpb"), "duration: 10 " + text);
    return load_model(folder.file("m.txtpb")).network;
  }

  std::string error_of(const std::string& text) const {
    try {
      load(text);
    } catch (const UserError& error) {
      return error.what();
    }
    return "no error";
  }

  /// What population 1 should fire.
  Trains expected(Tick offset) const {
    Trains trains(content.header.populations[1].size);
    for (const RecordedSpike& s : content.spikes[1]) trains[s.neuron].push_back(s.time + offset);
    return trains;
  }

  /// Keeps only the first half of the recording.
  void cut() const {
    const std::string bytes = read_bytes(folder.file("r"));
    write_bytes(folder.file("r"), std::string_view(bytes).substr(0, bytes.size() / 2));
  }

  TemporaryFolder folder;
  ContentPlan plan;
  Content content;
};

const std::string kReplay =
    "population { name: \"A\" replay { file: \"r\" population: \"population 1\" } }";

TEST_CASE("a population fires as one of a recording did") {
  const Fixture f;
  const Network network = f.load(kReplay);
  CHECK(network.populations.at(0).size == f.content.header.populations[1].size);
  CHECK(network.populations.at(0).model.as<Replay>().times == f.expected(0));
  const Network later = f.load(
      "population { name: \"A\" size: 150 replay { file: \"r\" population: \"population 1\" "
      "offset: 2.5 } }");
  CHECK(later.populations.at(0).model.as<Replay>().times == f.expected(5 * kTicksPerMs / 2));
}

TEST_CASE("a replay keeps fractions of ticks") {
  const Fixture f(true);
  const Network network = f.load(
      "clock { continuous {} } population { name: \"A\" replay { file: \"r\" population: "
      "\"population 1\" offset: 0.000000001 } }");
  CHECK(network.populations.at(0).model.as<Replay>().times == f.expected(1));
  CHECK_THAT(f.error_of(kReplay), Catch::Contains("population.replay.file: " + f.folder.file("r") +
                                                  ": population 'population 1' fires at "));
  CHECK_THAT(f.error_of(kReplay),
             Catch::EndsWith("valid: multiples of the clock's step of 0.1 ms, or a continuous "
                             "clock"));
}

TEST_CASE("on a grid the recorded times must lie on it") {
  const Fixture f;
  CHECK_THAT(
      f.error_of("clock { grid { step: 1 } } " + kReplay),
      Catch::EndsWith("valid: multiples of the clock's step of 1 ms, or a continuous clock"));
  CHECK(f.error_of("clock { grid { step: 0.02 } } " + kReplay) == "no error");
}

TEST_CASE("a replay has to fit the recording") {
  const Fixture f;
  const auto error = [&](const std::string& text) {
    return f.error_of("population { name: \"A\" " + text + " }");
  };
  CHECK_THAT(error("replay { population: \"x\" }"), Catch::Contains("'file' is missing"));
  CHECK_THAT(error("replay { file: \"r\" }"), Catch::Contains("'population' is missing"));
  CHECK_THAT(error("replay { file: \"none\" population: \"x\" }"),
             Catch::Contains("population.replay.file: " + f.folder.file("none") +
                             ": cannot be read: No such file"));
  CHECK_THAT(error("replay { file: \"m.txtpb\" population: \"x\" }"),
             Catch::Contains("m.txtpb: at byte 0: "));
  CHECK_THAT(error("replay { file: \"r\" population: \"population 7\" }"),
             Catch::Contains("m.txtpb:1:68: population.replay.population: unknown population "
                             "'population 7' in " +
                             f.folder.file("r") + "; did you mean 'population 0'?"));
  CHECK_THAT(error("size: 149 replay { file: \"r\" population: \"population 1\" }"),
             Catch::Contains("population.size: 149 neurons, but population 'population 1' of " +
                             f.folder.file("r") + " has 150; valid: 150, or leave the size out"));
  CHECK_THAT(error("replay { file: \"r\" population: \"population 1\" offset: -1 }"),
             Catch::Contains("replay.offset: -1 ms is not valid; valid: 0 to 4000000000 ms"));
  CHECK_THAT(error("replay { file: \"r\" population: \"population 1\" offset: 0.05 }"),
             Catch::Contains("replay.offset: 0.05 ms is not valid; valid: multiples"));
  CHECK_THAT(error("replay { file: \"r\" population: \"population 1\" offset: 4e9 }"),
             Catch::Contains("ms; valid: up to 4000000000 ms, the offset included"));
}

TEST_CASE("what was not recorded cannot be replayed") {
  Fixture f;
  f.content.header.populations[1].spikes_recorded = false;
  f.content.spikes[1].clear();
  write_recording(f.content, f.folder.file("r"));
  CHECK_THAT(f.error_of(kReplay),
             Catch::EndsWith("the spikes of population 'population 1' were not recorded"));
}

TEST_CASE("an incomplete recording is taken only with allow_incomplete") {
  const Fixture f;
  f.cut();
  const std::string error = f.error_of(kReplay);
  CHECK_THAT(error, Catch::Contains("population.replay.file: " + f.folder.file("r") +
                                    ": incomplete: it is whole up to "));
  CHECK_THAT(error, Catch::EndsWith("ms; valid: the recording of a run that came to its end, or "
                                    "'allow_incomplete: true' to take what is there"));
  RecordingReader reader(f.folder.file("r"));
  while (reader.next()) {
  }
  const auto spikes = reader.read_so_far().population_spikes[1];
  CHECK_THAT(error,
             Catch::Contains(std::to_string(reader.read_so_far().end / kTicksPerMs) + " ms"));

  const Network network = f.load(
      "population { name: \"A\" replay { file: \"r\" population: \"population 1\" "
      "allow_incomplete: true } }");
  const Trains all = f.expected(0);
  const Trains& part = network.populations.at(0).model.as<Replay>().times;
  REQUIRE(part.size() == all.size());
  std::uint64_t count = 0;
  for (std::size_t n = 0; n < all.size(); ++n) {
    REQUIRE(part[n].size() <= all[n].size());
    CHECK(std::equal(part[n].begin(), part[n].end(), all[n].begin()));
    count += part[n].size();
  }
  CHECK(count == spikes);
  CHECK(count > 0);
  CHECK(count < f.content.spikes[1].size());
}

TEST_CASE("the recording of a run that was stopped or failed is taken only with allow_incomplete") {
  Fixture f;
  const bool failed = GENERATE(false, true);
  const Tick end = 20 * kSpan;
  for (auto& spikes : f.content.spikes) {
    std::erase_if(spikes, [&](const RecordedSpike& spike) { return spike.time.tick > end; });
  }
  for (SampleChunk& samples : f.content.samples) samples.times.clear();
  f.content.end = end;
  const std::string file = failed ? f.folder.file("r.part") : f.folder.file("r");
  std::filesystem::remove(f.folder.file("r"));
  if (failed) {
    RecordingWriter writer(f.folder.file("r"), f.content.header);
    for (const PopulationIndex p : {0u, 1u, 2u}) writer.spikes(p, 0, end, f.content.spikes[p]);
    writer.fail("a reason");
  } else {
    write_recording(f.content, f.folder.file("r"));
  }
  CHECK_THAT(f.error_of(kReplay),
             Catch::Contains("population.replay.file: " + file + ": incomplete: its run " +
                             (failed ? "failed at 200 ms of 3000 ms: a reason; valid: "
                                     : "stopped at 200 ms of 3000 ms; valid: ")) &&
                 Catch::EndsWith("'allow_incomplete: true' to take what is there"));
  const Network network = f.load(
      "population { name: \"A\" replay { file: \"r\" population: \"population 1\" "
      "allow_incomplete: true } }");
  CHECK(network.populations.at(0).model.as<Replay>().times == f.expected(0));
}

TEST_CASE("a damaged recording is refused with the place of the damage") {
  const Fixture f;
  std::string bytes = read_bytes(f.folder.file("r"));
  bytes[bytes.size() / 2] ^= 1;
  write_bytes(f.folder.file("r"), bytes);
  const std::string allow = GENERATE("", "allow_incomplete: true");
  CHECK_THAT(f.error_of("population { name: \"A\" replay { file: \"r\" population: "
                        "\"population 1\" " +
                        allow + " } }"),
             Catch::Contains("population.replay.file: " + f.folder.file("r") + ": at byte "));
}

TEST_CASE("more spikes than memory should hold are refused before they are read") {
  const Fixture f;
  const bool complete = GENERATE(true, false);
  if (!complete) f.cut();
  RecordedTrainsRequest request;
  request.population = 1;
  request.allow_incomplete = true;
  request.max_spikes = 10;
  RecordingReader reader(f.folder.file("r"));
  CHECK_THROWS_WITH(read_recorded_trains(reader, request),
                    Catch::StartsWith(f.folder.file("r") + ": population 'population 1' has ") &&
                        Catch::EndsWith("spikes; valid: at most 10 of them"));
  CHECK((reader.read_so_far().spikes == 0) == complete);
}

}  // namespace
}  // namespace engram::test
