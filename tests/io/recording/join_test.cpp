#include "io/recording/join.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <memory>
#include <random>

#include "core/base/error.hpp"
#include "core/engine/random_network.hpp"
#include "core/support/twin_networks.hpp"
#include "io/analysis/recording_source.hpp"
#include "io/analysis/statistics.hpp"
#include "io/recording/frame.hpp"
#include "io/recording/info.hpp"
#include "io/recording/record_codec.hpp"
#include "io/recording/recording_fixture.hpp"

// A run that was recorded in parts, put together, against the recording of the run in one piece.

namespace engram::test {
namespace {

Tick end_of(const Network& network) { return network.warm_up + network.duration; }

RecordingHeader header_from(const Network& network, Tick start) {
  RecordingHeader header = make_recording_header(network, "test", "no text");
  header.start = start;
  return header;
}

/// Records a run to its end, cut at `cuts`; returns the paths of the parts.
std::vector<std::string> record_parts(const Network& network, const std::vector<Tick>& cuts,
                                      const TemporaryFolder& folder,
                                      RecordingWriterOptions options) {
  std::vector<std::string> paths;
  Simulation simulation(network, {.threads = 2, .partitions = 3});
  for (std::size_t i = 0; i <= cuts.size(); ++i) {
    paths.push_back(folder.file("part" + std::to_string(i)));
    RecordingWriter writer(paths.back(), header_from(network, simulation.time()), options);
    simulation.record(writer);
    simulation.advance_to(i < cuts.size() ? cuts[i] : end_of(network));
    simulation.finish();
    simulation.restore(simulation.state());
  }
  return paths;
}

std::vector<Tick> random_cuts(const Network& network, Dice& dice) {
  const Tick step = network.clock.step();
  std::vector<Tick> cuts;
  for (std::int64_t n = dice.whole(1, 3); n > 0; --n) {
    cuts.push_back(dice.whole(0, end_of(network) / step) * step);
  }
  std::ranges::sort(cuts);
  return cuts;
}

Network any_network(Dice& dice) {
  const auto seed = static_cast<std::uint64_t>(dice.whole(0, 1'000'000));
  return dice.one_in(2) ? random_continuous_network(seed) : random_network(seed);
}

/// A population that fires at a steady rate, on a grid of 0.1 ms.
Network steady_network(double ms) {
  Network network = empty_network(ms);
  add_neurons(network, PoissonPopulation{200}, Precision::kDouble, 20);
  return network;
}

}  // namespace

TEST_CASE("the parts of a run join to the recording of the run, byte for byte") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const Network network = any_network(dice);
    const RecordingWriterOptions options{.zstd = dice.one_in(3)};
    const TemporaryFolder folder;
    {
      RecordingWriter writer(folder.file("whole"), header_from(network, 0), options);
      Simulation(network, {.threads = 1}).run(&writer);
    }
    std::vector<std::string> parts =
        record_parts(network, random_cuts(network, dice), folder, options);
    std::ranges::shuffle(parts, std::mt19937_64(seed));
    join_recordings(parts, folder.file("joined"), options);
    REQUIRE(read_bytes(folder.file("joined")) == read_bytes(folder.file("whole")));
  }
}

TEST_CASE("long runs join in pieces of bounded size") {
  const TemporaryFolder folder;
  Network network = steady_network(5000);
  network.populations[0].model = PoissonPopulation{4000};
  add_neurons(network, IafPscDelta{}, Precision::kDouble, 2);  // silent
  network.state_recorders.push_back({{1, {}}, {"V_m"}, 0.1});
  {
    RecordingWriter writer(folder.file("whole"), header_from(network, 0));
    Simulation(network, {.threads = 1}).run(&writer);
  }
  const std::vector<Tick> cuts{ticks_from_ms(1234.5), ticks_from_ms(3000)};
  const JoinResult joined =
      join_recordings(record_parts(network, cuts, folder, {}), folder.file("joined"));
  CHECK(read_bytes(folder.file("joined")) == read_bytes(folder.file("whole")));
  CHECK(joined.start == 0);
  CHECK(joined.end == end_of(network));
  CHECK(joined.spikes == RecordingReader(folder.file("whole")).index()->recorded.spikes);
}

TEST_CASE("a part covers its own span") {
  const TemporaryFolder folder;
  const Network network = steady_network(100);
  const std::vector<std::string> parts = record_parts(network, {60 * kTicksPerMs}, folder, {});
  const RecordingInfo info = read_info(parts[1]);
  CHECK(info.problem.empty());
  CHECK(info.header.start == 60 * kTicksPerMs);
  CHECK(info.recorded.end == 100 * kTicksPerMs);
  CHECK_THAT(format_info(info), Catch::Contains("from 60 ms to 100 ms"));
  RecordingSource source(parts[1]);
  CHECK(source.measured_from() == 60 * kTicksPerMs);
  const auto spikes = static_cast<double>(info.recorded.spikes);
  CHECK(analyse(source).populations.at(0).mean_rate() == Approx(spikes / 20 / 0.04));
  AnalysisOptions earlier;
  earlier.from = 0;
  CHECK_THROWS_WITH(analyse(source, earlier), Catch::Contains("covers 60 ms to 100 ms"));
}

TEST_CASE("what is not of one run, or does not follow, is not joined") {
  const TemporaryFolder folder;
  const Network network = steady_network(100);
  const std::vector<std::string> parts =
      record_parts(network, {30 * kTicksPerMs, 60 * kTicksPerMs}, folder, {});
  const auto refused = [&](const std::vector<std::string>& paths, const std::string& what) {
    CHECK_THROWS_WITH(join_recordings(paths, folder.file("joined")), Catch::Contains(what));
    CHECK_FALSE(std::filesystem::exists(folder.file("joined")));
  };
  refused({}, "nothing to join");
  refused({parts[0], parts[2]}, "ends at 30 ms and " + parts[2] + " begins at 60 ms");
  refused({parts[0], parts[1], parts[1]}, "ends at 60 ms and " + parts[1] + " begins at 30 ms");
  Network other = network;
  other.seed = 2;
  const TemporaryFolder elsewhere;
  const std::vector<std::string> others = record_parts(other, {30 * kTicksPerMs}, elsewhere, {});
  refused({parts[0], others[1]}, "are not of one run");
  const std::string bytes = read_bytes(parts[1]);
  write_bytes(folder.file("cut"), bytes.substr(0, bytes.size() - 5));
  refused({parts[0], folder.file("cut")}, "is incomplete");
  std::string damaged = bytes;
  damaged[bytes.size() / 2] ^= 1;
  write_bytes(folder.file("damaged"), damaged);
  CHECK_THROWS_AS(join_recordings(std::vector{parts[0], folder.file("damaged"), parts[2]},
                                  folder.file("joined")),
                  FileError);
  CHECK_FALSE(std::filesystem::exists(folder.file("joined")));
  CHECK_FALSE(std::filesystem::exists(folder.file("joined.part")));
}

TEST_CASE("parts in which no time passed join in whatever order they are given") {
  const TemporaryFolder folder;
  const Network network = steady_network(100);
  {
    RecordingWriter writer(folder.file("whole"), header_from(network, 0));
    Simulation(network, {.threads = 1}).run(&writer);
  }
  const Tick middle = 45 * kTicksPerMs;
  std::vector<std::string> parts =
      record_parts(network, {0, middle, middle, end_of(network)}, folder, {});
  std::ranges::sort(parts);
  do {
    join_recordings(parts, folder.file("joined"));
    REQUIRE(read_bytes(folder.file("joined")) == read_bytes(folder.file("whole")));
  } while (std::ranges::next_permutation(parts).found);
}

TEST_CASE("a recording cannot end before its start") {
  const TemporaryFolder folder;
  RecordingHeader header = make_content({}).header;
  header.states.clear();
  header.start = 500 * header.step;
  const bool recorded = GENERATE(false, true);
  for (RecordedPopulation& p : header.populations) p.spikes_recorded = recorded;
  const RecordingIndex index{{10 * header.step, 0, 0, {0, 0, 0}, {}}, 0, 0};
  const std::string first = encode_frame(encode_record(0, header));
  write_bytes(folder.file("r"), first + encode_frame(encode_record(1, header, index)) +
                                    encode_frame(encode_record(2, RecordingTrailer{first.size()})));
  CHECK_THAT(read_info(folder.file("r")).problem,
             Catch::Contains("at byte " + std::to_string(first.size()) +
                             ": an end before the start of the recording"));
}

TEST_CASE("a start must lie on the clock") {
  const TemporaryFolder folder;
  RecordingHeader header = header_from(steady_network(100), 0);
  header.start = header.step + 1;
  { const RecordingWriter writer(folder.file("off"), header); }
  CHECK_THROWS_WITH(RecordingReader(folder.file("off")),
                    Catch::Contains("at byte 0: a start that is not a multiple of the step"));
}

}  // namespace engram::test
