#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <memory>
#include <optional>

#include "core/base/error.hpp"
#include "core/device/injected.hpp"
#include "core/engine/same_run.hpp"
#include "core/registry/built_in_models.hpp"
#include "core/support/quadratic_neuron.hpp"
#include "core/support/twin_networks.hpp"

// The state of a run may be taken at any control point and restored into another simulation, on
// other threads and partitions: the run goes on as it would have.

namespace engram::test {
namespace {

constexpr std::array kThreads{1u, 2u, 3u, 8u};

SimulationOptions options_of(Dice& dice) {
  return {.threads = kThreads[static_cast<std::size_t>(dice.whole(0, 3))],
          .partitions = static_cast<unsigned>(dice.whole(1, 9)),
          .queue = dice.one_in(2) ? QueueKind::kCalendar : QueueKind::kHeap};
}

Tick end_of(const Network& network) { return network.warm_up + network.duration; }

/// Ascending control points, some of them repeated, 0 and the end among the possible ones.
std::vector<Tick> random_cuts(const Network& network, Dice& dice, std::int64_t most) {
  const Tick step = network.clock.step();
  std::vector<Tick> cuts;
  for (std::int64_t n = dice.whole(1, most); n > 0; --n) {
    cuts.push_back(dice.whole(0, end_of(network) / step) * step);
    if (dice.one_in(4)) cuts.push_back(cuts.back());
  }
  std::ranges::sort(cuts);
  return cuts;
}

/// Runs to the end, and at every cut goes on in another simulation.
Recorded run_in_parts(const Network& network, const std::vector<Tick>& cuts, Dice& dice) {
  Recorded recorded;
  auto simulation = std::make_unique<Simulation>(network, options_of(dice));
  simulation->record(recorded.sink);
  for (const Tick cut : cuts) {
    simulation->advance_to(cut);
    const SimulationState state = simulation->state();
    simulation->finish();
    simulation = std::make_unique<Simulation>(network, options_of(dice));
    simulation->restore(state);
    RC_ASSERT(simulation->time() == cut);
    simulation->record(recorded.sink);
  }
  simulation->advance_to(end_of(network));
  recorded.result = simulation->finish();
  return recorded;
}

}  // namespace

TEST_CASE("A run that goes on from its state elsewhere is the same run") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Network network = any_network();
    const Recorded whole = simulate(network, {.threads = 1, .partitions = 1});
    check_same_outcome(network, whole, run_in_parts(network, random_cuts(network, dice, 3), dice));
  }));
}

TEST_CASE("Taking the state changes nothing, and a simulation can return to it") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Network network = any_network();
    const Recorded whole = simulate(network, {.threads = 1, .partitions = 1});
    Simulation simulation(network, options_of(dice));
    std::optional<SimulationState> last;
    for (const Tick cut : random_cuts(network, dice, 5)) {
      simulation.advance_to(cut);
      last = simulation.state();
    }
    simulation.advance_to(end_of(network));
    RC_ASSERT(simulation.result().spike_hash == whole.result.spike_hash);
    simulation.restore(*last);
    simulation.advance_to(end_of(network));
    RC_ASSERT(simulation.result().spike_hash == whole.result.spike_hash);
  }));
}

TEST_CASE("The state is the same however the network is cut, and after it was restored") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Network network = any_network();
    const Tick time = random_cuts(network, dice, 1).front();
    Simulation whole(network, {.threads = 1, .partitions = 1});
    whole.advance_to(time);
    const SimulationState state = whole.state();
    Simulation parts(network, options_of(dice));
    for (const Tick cut : random_cuts(network, dice, 3)) parts.advance_to(std::min(cut, time));
    parts.advance_to(time);
    RC_ASSERT(parts.state() == state);
    Simulation restored(network, options_of(dice));
    restored.restore(state);
    RC_ASSERT(restored.state() == state);
  }));
}

TEST_CASE("Spikes of neurons without synapses are in the state however the network is cut") {
  for (const bool continuous : {false, true}) {
    Network network = empty_network(10, 0.1);
    if (continuous) network.clock = Clock::any_time();
    const SpikeTrains trains{.times = std::vector<std::vector<double>>(300, {1.0})};
    const auto source = add_neurons(network, trains, Precision::kDouble, 300);
    const auto target = add_neurons(network, IafPscDelta{}, Precision::kDouble, 300);
    network.projections.push_back(
        {.source = source, .target = target, .rule = ExplicitList{{{0, 0, 1, 5}}}});
    const auto state = [&](unsigned partitions) {
      Simulation simulation(network, {.partitions = partitions});
      simulation.advance_to(ticks_from_ms(2));
      return simulation.state();
    };
    const SimulationState whole = state(1);
    CHECK(whole.in_flight.size() == 300);
    CHECK(state(4) == whole);
  }
}

}  // namespace engram::test
