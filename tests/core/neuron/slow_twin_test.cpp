#include "core/support/slow_twin.hpp"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "core/registry/built_in_models.hpp"
#include "core/support/twin_networks.hpp"

// The simulator against a plain one that shares no code with it.

namespace engram::test {
namespace {

using Spikes = std::vector<std::pair<std::int64_t, std::uint32_t>>;

/// Both sum in different order and precision: no potential may come closer to its threshold.
constexpr double kUndecided = 1e-9;  // mV

Spikes spikes_of(const Network& network, const Recorded& run, PopulationIndex p) {
  Spikes spikes;
  for (const RecordedSpike& spike : run.sink.spikes_of(p)) {
    spikes.emplace_back(spike.time.tick / network.clock.step(), spike.neuron);
  }
  return spikes;
}

/// Records V_m of all LIF neurons; the populations in the order of the recorders.
std::vector<PopulationIndex> record_all(Network& network) {
  std::vector<PopulationIndex> recorded;
  for (PopulationIndex p = 0; p < network.populations.size(); ++p) {
    if (run_slowly(network).V_m[p].empty()) continue;
    record_V_m(network, p);
    recorded.push_back(p);
  }
  return recorded;
}

bool takes_current(const Network& network, PopulationIndex p) {
  return std::ranges::any_of(
      network.devices, [p](const Device& device) { return device.as<StepCurrent>().target == p; });
}

void put_to_sleep(Network& network, const std::vector<PopulationIndex>& populations) {
  for (const PopulationIndex p : populations) {
    if (!takes_current(network, p)) network.populations[p].sleep = Sleep::kAlways;
  }
}

void require_agreement(const Network& network, const std::vector<PopulationIndex>& recorded,
                       const SlowRun& expected, const SimulationOptions& options) {
  const Recorded run = simulate(network, options);
  for (PopulationIndex p = 0; p < network.populations.size(); ++p) {
    RC_ASSERT(spikes_of(network, run, p) == expected.spikes[p]);
  }
  for (std::uint32_t r = 0; r < recorded.size(); ++r) {
    const auto& V_m = expected.V_m[recorded[r]];
    for (const CollectingSink::Sample& sample : run.sink.samples_of(r)) {
      const auto step = static_cast<std::size_t>(sample.time / network.clock.step());
      for (std::size_t i = 0; i < V_m.size(); ++i) {
        RC_ASSERT(std::abs(sample.values[i] - V_m[i][step]) < 1e-9);
      }
    }
  }
}

void compare(std::uint64_t seed, Wiring wiring) {
  Dice dice(seed);
  Network network = random_twin_network(dice, wiring);
  const std::vector<PopulationIndex> recorded = record_all(network);
  const SlowRun expected = run_slowly(network);
  RC_PRE(expected.closest > kUndecided);
  std::size_t spikes = 0;
  for (const PopulationIndex p : recorded) spikes += expected.spikes[p].size();
  RC_CLASSIFY(spikes > 10, "more than ten LIF spikes");
  SimulationOptions options;
  options.threads = static_cast<unsigned>(dice.whole(1, 2));
  options.partitions = static_cast<unsigned>(dice.whole(1, 4));
  options.queue = dice.one_of({QueueKind::kCalendar, QueueKind::kHeap});
  require_agreement(network, recorded, expected, options);
  put_to_sleep(network, recorded);
  require_agreement(network, recorded, expected, options);
}

}  // namespace

TEST_CASE("swept and sleeping neurons do what the slow twin does, feed-forward") {
  const bool holds = rc::check("spikes and potentials agree",
                               [](std::uint64_t seed) { compare(seed, Wiring::kFeedForward); });
  CHECK(holds);
}

TEST_CASE("swept and sleeping neurons do what the slow twin does, with loops") {
  const bool holds = rc::check("spikes and potentials agree",
                               [](std::uint64_t seed) { compare(seed, Wiring::kAny); });
  CHECK(holds);
}

}  // namespace engram::test
