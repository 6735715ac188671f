#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/error.hpp"
#include "core/base/memory_guard.hpp"
#include "core/check/validate.hpp"
#include "core/engine/runaway_watch.hpp"
#include "core/engine/simulation.hpp"
#include "core/support/small_network.hpp"

// Growth without bound ends a run; much work that is bounded does not.

namespace engram {
namespace {

using Catch::Matchers::Contains;

Network on_clock(Clock clock, double duration) {
  Network network = test::empty_network(duration);
  network.clock = clock;
  return network;
}

void join(Network& network, PopulationIndex source, PopulationIndex target, double weight,
          double delay) {
  network.projections.push_back({.source = source,
                                 .target = target,
                                 .rule = AllToAll{},
                                 .weight = {Constant{weight}},
                                 .delay = {Constant{delay}}});
}

PopulationIndex add(Network& network, const NeuronModel& model, std::uint64_t size) {
  return test::add_neurons(network, model, Precision::kDouble, size);
}

IafPscDelta restless() {
  IafPscDelta model;
  model.t_ref = 0;
  return model;
}

TEST_CASE("A relay repeats whatever reaches it at once, on either clock") {
  const Clock clock = GENERATE(Clock::grid(kTicksPerMs / 10), Clock::any_time());
  Network network = on_clock(clock, 10);
  const auto sources = add(network, PulsePackets{.times = {5}, .spikes = 1, .sd = 0}, 20'000);
  const auto relays = add(network, Relay{}, 3);
  const auto further = add(network, Relay{}, 1);
  join(network, sources, relays, 1, 1);
  join(network, relays, further, 1, 1);
  network.projections.back().rule = FixedInDegree{1};
  const RunResult result = Simulation(network, {.threads = 2, .partitions = 2}).run();
  CHECK(result.populations[relays].spikes == 60'000);
  CHECK(result.populations[further].spikes == 20'000);
}

TEST_CASE("Sources at the highest rate that is valid drive relays and neurons without a pause") {
  Network network = on_clock(Clock::any_time(), 3);
  const auto sources = add(network, PoissonPopulation{.rate = 1e7}, 2);
  const auto relays = add(network, Relay{}, 2);
  const auto neurons = add(network, restless(), 1);
  join(network, sources, relays, 1, 0.5);
  join(network, relays, neurons, 20, 0.5);
  CHECK_NOTHROW(validate(network));
  const RunResult result = Simulation(network, {.threads = 2, .partitions = 2}).run();
  const double expected = 2 * 1e4 * 2.5;
  CHECK(static_cast<double>(result.populations[relays].spikes) ==
        Approx(2 * expected).margin(2 * 6 * std::sqrt(expected)));
  CHECK(result.populations[neurons].spikes > 30'000);
}

TEST_CASE("What comes from outside is no runaway, even of neurons that reach each other") {
  Network network = on_clock(Clock::any_time(), 3);
  const auto sources = add(network, PulsePackets{.times = {1}, .spikes = 20, .sd = 0.1}, 2'000);
  const auto neurons = add(network, restless(), 2);
  join(network, sources, neurons, 20, 0.5);
  join(network, neurons, neurons, 1e-9, 0.5);
  const RunResult result = Simulation(network, {.threads = 2, .partitions = 2}).run();
  CHECK(result.populations[neurons].spikes > 60'000);
}

TEST_CASE("Relays that multiply spikes are stopped at once, whatever their delay") {
  const double delay = GENERATE(1e-9, 1e-5, 0.5);
  const unsigned threads = GENERATE(1u, 2u, 4u);
  const unsigned partitions = GENERATE(1u, 4u);
  Network network = on_clock(Clock::any_time(), 1e4);
  const auto start = test::add_spike_train(network, {1.0});
  const auto relays = add(network, Relay{}, 128);
  network.populations[relays].name = "hub";
  join(network, start, relays, 1, 1);
  for (int i = 0; i < 2; ++i) {
    network.projections.push_back(
        {.source = relays, .target = relays, .rule = OneToOne{}, .delay = {Constant{delay}}});
  }
  Simulation simulation(network, {.threads = threads, .partitions = partitions});
  CHECK_THROWS_WITH(simulation.run(), Contains("\"hub\"") && Contains("without bound") &&
                                          Contains("longer delays") && !Contains("refractory"));
}

TEST_CASE("Neurons that excite themselves without a pause end the run, with a hint at t_ref") {
  Network network = on_clock(Clock::any_time(), 1e4);
  const auto start = test::add_spike_train(network, {1.0});
  const auto neurons = add(network, restless(), 10);
  join(network, start, neurons, 20, 1);
  join(network, neurons, neurons, 20, 1e-5);
  Simulation simulation(network, {.threads = 2, .partitions = 2});
  CHECK_THROWS_AS(simulation.run(), EnvironmentError);
  Simulation again(network, {.threads = 1});
  CHECK_THROWS_WITH(
      again.run(), Contains("without bound") && Contains("at 2 ms") && Contains("refractory time"));
}

TEST_CASE("A loop of relays that only passes spikes on is no runaway") {
  Network network = on_clock(Clock::any_time(), 100);
  const auto start = test::add_spike_train(network, {1.0});
  const auto relays = add(network, Relay{}, 1);
  join(network, start, relays, 1, 1);
  join(network, relays, relays, 1, 0.01);
  CHECK(Simulation(network, {.threads = 1}).run().populations[relays].spikes == 9'801);
}

TEST_CASE("Only populations whose spikes come back can excite themselves without end") {
  Network network = on_clock(Clock::any_time(), 10);
  const auto sources = add(network, PoissonPopulation{.rate = 10}, 1);
  const auto ahead = add(network, restless(), 1);
  const auto loop = add(network, restless(), 1);
  const auto back = add(network, Relay{}, 1);
  const auto calm = add(network, IafPscDelta{}, 1);
  const auto after = add(network, restless(), 1);
  join(network, sources, ahead, 1, 1);
  join(network, ahead, loop, 1, 1);
  join(network, loop, back, 1, 1);
  join(network, back, loop, 1, 1);
  join(network, calm, calm, 1, 1);
  join(network, loop, after, 1, 1);
  CHECK(unbounded_populations(network) ==
        std::vector<bool>{false, false, true, true, false, false});
}

TEST_CASE("Events outgrow the memory only where it would not hold them") {
  CHECK_FALSE(MemoryGuard(1e18).outgrows(1000));
  CHECK_FALSE(MemoryGuard(1e-3).outgrows(std::size_t{1} << 40));
  CHECK(MemoryGuard(1e18).outgrows(std::size_t{1} << 40));
}

}  // namespace
}  // namespace engram
