#include <algorithm>
#include <catch2/catch.hpp>

#include "core/support/small_network.hpp"

namespace engram::test {
namespace {

/// Sources alone, on a clock; seed and populations are the same whatever the clock.
Network sources(Clock clock) {
  Network network;
  network.clock = clock;
  network.seed = 7;
  network.duration = 300 * kTicksPerMs;
  const auto add = [&](const NeuronModel& model) {
    add_neurons(network, model, Precision::kDouble, 130);
  };
  add(GammaPopulation{.rate = 80, .shape = 0.5});
  add(InhomogeneousPoissonPopulation{.rate = RateSinusoid{60, 60, 10, 90}});
  add(InhomogeneousPoissonPopulation{.rate = RateTable{{0, 100, 200}, {5, 0, 400}}, .stop = 290});
  add(PulsePackets{.times = {0, 50, 51}, .spikes = 4, .sd = 2});
  return network;
}

TEST_CASE("on the grid a generator's spikes fall on the next step") {
  const Tick step = kTicksPerMs / 4;
  const Network grid = sources(Clock::grid(step));
  const Recorded exact = simulate(sources(Clock::any_time()));
  for (const unsigned partitions : {1u, 3u}) {
    const Recorded run = simulate(grid, {.threads = 2, .partitions = partitions});
    for (PopulationIndex p = 0; p < grid.populations.size(); ++p) {
      std::vector<RecordedSpike> expected = exact.sink.spikes_of(p);
      REQUIRE(expected.size() > 100);
      for (RecordedSpike& spike : expected) {
        const Tick late = spike.time.tick % step;
        const bool between = late != 0 || spike.time.fraction != 0;
        spike.time = {spike.time.tick - late + (between ? step : 0), 0};
      }
      std::ranges::sort(expected);
      INFO("population " << p << ", " << partitions << " partitions");
      CHECK(run.sink.spikes_of(p) == expected);
    }
  }
}

TEST_CASE(
    "a replayed train keeps its steps on the grid, and its fractions on the continuous clock") {
  Network network = empty_network(10);
  const Replay replay{{{Time{kTicksPerMs, 0}, Time{kTicksPerMs, 0}, Time{2 * kTicksPerMs, 0}}}};
  add_neurons(network, replay);
  const Recorded on_grid = simulate(network);
  CHECK(spike_steps(network, on_grid, 0) == std::vector<std::int64_t>{10, 10, 20});
  network.clock = Clock::any_time();
  const std::vector<Time> moments{{0, 1}, {12345, 678}, {12345, 679}, {10 * kTicksPerMs, 0}};
  network.populations[0].model.as<Replay>().times = {moments};
  const Recorded exact = simulate(network);
  const auto& spikes = exact.sink.spikes_of(0);
  REQUIRE(spikes.size() == moments.size());
  for (std::size_t i = 0; i < moments.size(); ++i) CHECK(spikes[i].time == moments[i]);
}

}  // namespace
}  // namespace engram::test
