#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "core/base/spike_hash.hpp"
#include "core/engine/simulation.hpp"
#include "core/support/small_network.hpp"
#include "core/support/twin_networks.hpp"
#include "io/analysis/activity.hpp"
#include "io/analysis/raster.hpp"
#include "io/analysis/recording_source.hpp"
#include "io/analysis/statistics.hpp"
#include "io/recording/csv.hpp"
#include "io/recording/info.hpp"
#include "io/recording/recording_fixture.hpp"

// A step is the user's: whatever it is, a run can be recorded, and the recording be looked at.

namespace engram::test {
namespace {

/// Of any length from a picosecond to a second, ticks.
Tick random_step(Dice& dice) {
  if (dice.one_in(3)) {
    return ticks_from_ms(dice.one_of({0.3, 0.06, 0.7, 3.0, 16.0, 400.0, 1000.0, 1e-6}));
  }
  return dice.whole(1, dice.one_of<Tick>({10, 1'000'000, kTicksPerMs, 1000 * kTicksPerMs}));
}

/// Spike trains, relays and neurons that sleep or are swept, with a state recorder.
Network random_stepped_network(Dice& dice) {
  Network network = empty_network(1);
  const Tick step = random_step(dice);
  network.clock = Clock::grid(step);
  const std::int64_t steps = dice.whole(1, dice.one_of<std::int64_t>({3, 500, 5000}));
  network.duration = steps * step;
  network.warm_up = dice.one_in(3) ? 0 : dice.whole(0, 700) * step;
  const auto time = [&](std::int64_t n) { return ms_from_ticks(n * step); };
  const std::int64_t all = (network.warm_up + network.duration) / step;
  SpikeTrains trains;
  trains.times.resize(3);
  for (auto& times : trains.times) {
    for (std::int64_t n = dice.whole(0, 60); n > 0; --n) times.push_back(time(dice.whole(1, all)));
    std::ranges::sort(times);
  }
  add_neurons(network, trains, Precision::kDouble, 3);
  add_neurons(network, Relay{}, Precision::kDouble, 5);
  add_neurons(network, IafPscExp{}, Precision::kDouble, 5);
  network.populations[2].sleep = dice.one_in(2) ? Sleep::kAlways : Sleep::kNever;
  network.populations[2].model.as<IafPscExp>().t_ref = 0;
  for (const PopulationIndex target : {1u, 2u}) {
    network.projections.push_back({.source = target - 1,
                                   .target = target,
                                   .rule = FixedInDegree{2, true, true},
                                   .weight = {Constant{3000}},
                                   .delay = {Constant{time(dice.whole(1, 20))}}});
  }
  network.state_recorders = {{{2, {0, 3}}, {"V_m"}, time(dice.whole(1, 50))}};
  if (dice.one_in(3)) network.spike_recorders = {{{1, {}}}, {{2, {1, 2}}}};
  return network;
}

void check_totals(const Network& network, const std::string& path, const RunResult& result) {
  const RecordingInfo info = read_info(path);
  RC_ASSERT(info.problem.empty());
  RC_ASSERT(info.index->run_spikes == result.spikes);
  RC_ASSERT(info.index->run_spike_hash == result.spike_hash);
  RC_ASSERT(info.recorded.end == network.warm_up + network.duration);
  const Content content = read_recording(path);
  RC_ASSERT(totals_of(content).spike_hash == info.recorded.spike_hash);
  if (network.spike_recorders.empty()) RC_ASSERT(info.recorded.spike_hash == result.spike_hash);
  const Tick interval = content.header.states[0].interval;
  RC_ASSERT(static_cast<Tick>(content.samples[0].times.size()) ==
            (network.warm_up + network.duration) / interval);
  for (std::size_t i = 0; i < content.samples[0].times.size(); ++i) {
    RC_ASSERT(content.samples[0].times[i] == static_cast<Tick>(i + 1) * interval);
  }
}

void check_analysis(const Network& network, const std::string& path, const RunResult& result) {
  RecordingSource source(path);
  const RecordingStatistics statistics = analyse(source);
  RC_ASSERT(statistics.from == network.warm_up);
  RC_ASSERT(statistics.bin % network.clock.step() == 0);
  if (network.spike_recorders.empty()) {
    for (PopulationIndex p = 0; p < network.populations.size(); ++p) {
      RC_ASSERT(statistics.populations[p].spikes == result.populations[p].spikes);
    }
  }
  const Activity activity = measure_activity(source, 0, source.end(), 200);
  RC_ASSERT(activity.bin % network.clock.step() == 0);
  RC_ASSERT(activity.populations[0].spikes.size() <= 200);
  RC_ASSERT(!activity.populations[0].spikes.empty());
  const Tick from = source.warm_up();
  const Raster raster =
      take_raster(source, from, std::min(source.end(), from + raster_stretch(source)));
  RC_ASSERT(raster.to == source.end() || raster.to - from >= 100 * network.clock.step());
}

TEST_CASE("a run of any step, warm-up, duration and interval can be recorded and looked at") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const TemporaryFolder folder;
    const std::string path = folder.file("recording");
    const Network network = random_stepped_network(dice);
    const SimulationOptions options{.threads = 2,
                                    .partitions = static_cast<unsigned>(dice.whole(1, 3))};
    RunResult result;
    {
      RecordingWriter writer(path, make_recording_header(network, "", ""));
      result = Simulation(network, options).run(&writer);
    }
    RC_ASSERT(result.completed);
    RC_ASSERT(Simulation(network, options).run().spike_hash == result.spike_hash);
    check_totals(network, path, result);
    check_analysis(network, path, result);
    RC_ASSERT(convert_to_csv(path, folder.file("table.csv")).problem.empty());
  }));
}

TEST_CASE("bins hold whole steps") {
  CHECK(whole_steps(10, 1) == 10);
  CHECK(whole_steps(10, 5) == 10);
  CHECK(whole_steps(10, 3) == 12);
  CHECK(whole_steps(10, 11) == 11);
  CHECK(whole_steps(1, 1'000'000'000'000'000'000) == 1'000'000'000'000'000'000);
}

}  // namespace
}  // namespace engram::test
