#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "core/device/integrator.hpp"
#include "core/registry/built_in_models.hpp"

namespace engram::test {
namespace {

using Counts = std::map<std::pair<std::int64_t, std::uint32_t>, int>;

/// How often each (step, neuron) occurs in the recording.
Counts recorded_counts(const Network& network, const Recorded& run, PopulationIndex p) {
  Counts counts;
  for (const RecordedSpike& s : run.sink.spikes_of(p)) {
    ++counts[{s.time.tick / network.clock.step(), s.neuron}];
  }
  return counts;
}

/// One-to-one from `source`, delay 0.5 ms, to relays and to neurons that add.
struct Listeners {
  PopulationIndex relay;
  PopulationIndex sum;
  std::uint32_t recorder;

  Listeners(Network& network, PopulationIndex source) {
    const std::uint64_t size = network.populations[source].size;
    relay = add_neurons(network, Relay{}, Precision::kDouble, size);
    sum = add_neurons(network, integrator(), Precision::kDouble, size);
    recorder = record_V_m(network, sum);
    for (const PopulationIndex target : {relay, sum}) {
      Projection projection;
      projection.source = source;
      projection.target = target;
      projection.rule = OneToOne{};
      projection.weight = {Constant{2}};
      projection.delay = {Constant{0.5}};
      network.projections.push_back(projection);
    }
  }

  /// Whether both got what the source sent, as often and 5 steps later.
  void check(const Network& network, const Recorded& run, PopulationIndex source) const {
    const std::int64_t last = network.duration / network.clock.step();
    Counts expected;
    std::vector<double> total(network.populations[source].size, 0);
    for (const auto& [at, n] : recorded_counts(network, run, source)) {
      if (at.first + 5 > last) continue;
      expected[{at.first + 5, at.second}] = n;
      total[at.second] += 2 * n;
    }
    CHECK(recorded_counts(network, run, relay) == expected);
    CHECK_FALSE(expected.empty());
    for (std::uint32_t i = 0; i < total.size(); ++i) {
      CHECK(V_m_by_step(network, run, recorder, i).back() == Approx(total[i]));
    }
  }
};

PopulationIndex add_poisson(Network& network, const PoissonPopulation& model, std::uint64_t size) {
  return add_neurons(network, model, Precision::kSingle, size);
}

}  // namespace

TEST_CASE("several spikes of a Poisson source in one step are each recorded and delivered") {
  Network network = empty_network(20);
  const PopulationIndex source = add_poisson(network, {.rate = 20'000}, 5);
  const Listeners listeners(network, source);
  const Recorded run = simulate(network);
  listeners.check(network, run, source);
  int most = 0;
  for (const auto& [at, n] : recorded_counts(network, run, source)) most = std::max(most, n);
  CHECK(most >= 5);  // of a mean of 2
}

TEST_CASE("Poisson sources fire in (start, stop] only") {
  const auto [start, stop, first, last] =
      GENERATE(table<double, double, std::int64_t, std::int64_t>(
          {{0, 1e300, 1, 100}, {2, 5, 21, 50}, {0.3, 0.7, 4, 7}, {9.9, 20, 100, 100}}));
  Network network = empty_network(10);
  const PopulationIndex p = add_poisson(network, {400'000, start, stop}, 3);
  const Counts counts = recorded_counts(network, simulate(network), p);
  REQUIRE_FALSE(counts.empty());
  CHECK(counts.begin()->first.first == first);
  CHECK(counts.rbegin()->first.first == last);
  CHECK(std::ssize(counts) == 3 * (last - first + 1));
}

TEST_CASE("Poisson sources have their rate, and silent ones none") {
  const double rate = GENERATE(0.0, 3.0, 500.0, 30'000.0);
  Network network = empty_network(500);
  const PopulationIndex p = add_poisson(network, {.rate = rate}, 500);
  const RunResult result = Simulation(network).run();
  const double expected = rate * 500 * 0.5;
  CHECK(std::abs(static_cast<double>(result.populations[p].spikes) - expected) <=
        5 * std::sqrt(expected));
}

TEST_CASE("spike trains fire at their times, as often as listed") {
  Network network = empty_network(10);
  SpikeTrains trains;
  trains.times = {{0.1, 0.3, 0.3, 0.3, 4, 9.5, 10}, {}, {0.3, 5, 5}, {10.1, 1e6}};
  const PopulationIndex source = add_neurons(network, trains, Precision::kDouble, 4);
  const Listeners listeners(network, source);
  const Recorded run = simulate(network);
  CHECK(recorded_counts(network, run, source) == Counts{{{1, 0}, 1},
                                                        {{3, 0}, 3},
                                                        {{40, 0}, 1},
                                                        {{95, 0}, 1},
                                                        {{100, 0}, 1},
                                                        {{3, 2}, 1},
                                                        {{50, 2}, 2}});
  listeners.check(network, run, source);
}

TEST_CASE("spike trains are the same whatever partition owns them") {
  SpikeTrains trains;
  for (int i = 0; i < 200; ++i) trains.times.push_back({0.1 * (1 + i % 90), 9});
  Network network = empty_network(10);
  const PopulationIndex source = add_neurons(network, trains, Precision::kDouble, 200);
  const Listeners listeners(network, source);
  SimulationOptions options;
  options.partitions = GENERATE(1u, 3u);
  const Recorded run = simulate(network, options);
  listeners.check(network, run, source);
  const Counts counts = recorded_counts(network, run, source);
  for (std::uint32_t i = 0; i < 200; ++i) {
    CHECK(counts.contains({1 + i % 90, i}));
    CHECK(counts.contains({90, i}));
  }
}

}  // namespace engram::test
