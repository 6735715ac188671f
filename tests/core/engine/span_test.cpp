#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <numeric>

#include "core/base/error.hpp"
#include "core/engine/same_run.hpp"
#include "core/neuron/lif_descriptor.hpp"
#include "core/support/twin_networks.hpp"

// A run may be cut into spans anywhere: the result is the same.

namespace engram::test {
namespace {

constexpr std::array kThreads{1u, 2u, 3u, 8u};

SimulationOptions options_of(Dice& dice) {
  const bool calendar = dice.one_in(2);
  return {.threads = kThreads[static_cast<std::size_t>(dice.whole(0, 3))],
          .partitions = static_cast<unsigned>(dice.whole(1, 9)),
          .queue = calendar ? QueueKind::kCalendar : QueueKind::kHeap};
}

/// Control points on the way to the end, which is the last one; some are repeated.
std::vector<Tick> random_cuts(const Network& network, Dice& dice) {
  const Tick step = network.clock.step();
  const Tick end = network.warm_up + network.duration;
  std::vector<Tick> cuts{end};
  for (std::int64_t n = dice.whole(0, 12); n > 0; --n) {
    cuts.push_back(dice.whole(0, end / step) * step);
    if (dice.one_in(4)) cuts.push_back(std::min(end, cuts.back() + step));
  }
  std::ranges::sort(cuts);
  return cuts;
}

/// Reads the potentials of every population that has some.
void read_all(Simulation& simulation) {
  for (PopulationIndex p = 0; p < simulation.network().populations.size(); ++p) {
    const Population& population = simulation.network().populations[p];
    if (!is_lif(population.model)) continue;
    std::vector<double> V_m(population.size);
    simulation.read_state(p, "V_m", V_m);
  }
}

/// Runs in spans; checks that the spikes that were kept are those that were recorded.
Recorded run_in_spans(Simulation& simulation, const std::vector<Tick>& cuts, bool reads) {
  Recorded recorded;
  const std::size_t populations = simulation.network().populations.size();
  std::vector<std::vector<RecordedSpike>> kept(populations);
  for (PopulationIndex p = 0; p < populations; ++p) simulation.keep_spikes(p);
  simulation.record(recorded.sink);
  for (const Tick cut : cuts) {
    RC_ASSERT(simulation.advance_to(cut));
    RC_ASSERT(simulation.time() == cut);
    for (PopulationIndex p = 0; p < populations; ++p) {
      const SpikeColumns columns = simulation.spikes(p);
      for (std::size_t i = 0; i < columns.times.size(); ++i) {
        kept[p].push_back({columns.times[i], columns.neurons[i]});
      }
    }
    if (reads) read_all(simulation);
  }
  recorded.result = simulation.finish();
  for (PopulationIndex p = 0; p < populations; ++p) {
    RC_ASSERT(std::ranges::is_sorted(kept[p]));
    if (!simulation.network().spike_recorders.empty()) continue;
    RC_ASSERT(kept[p] == recorded.sink.spikes_of(p));
  }
  return recorded;
}

}  // namespace

TEST_CASE("However a run is cut into spans, it is the same run") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Network network = any_network();
    const Recorded whole = simulate(network, {.threads = 1, .partitions = 1});
    for (int n = 0; n < 3; ++n) {
      Simulation simulation(network, options_of(dice));
      check_same_run(network, whole,
                     run_in_spans(simulation, random_cuts(network, dice), dice.one_in(2)));
    }
  }));
}

TEST_CASE("A run over all steps one by one is the same run") {
  const std::uint64_t seed = GENERATE(range(1, 4));
  const Network network = random_network(seed);
  const Recorded whole = simulate(network, {.threads = 1, .partitions = 1});
  Simulation simulation(network, {.threads = 2, .partitions = 3});
  std::vector<Tick> cuts;
  for (Tick t = 0; t <= network.warm_up + network.duration; t += network.clock.step()) {
    cuts.push_back(t);
  }
  check_same_run(network, whole, run_in_spans(simulation, cuts, false));
}

TEST_CASE("After a reset the run is a fresh one, by any seed of noise") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Network network = any_network();
    const SimulationOptions options = options_of(dice);
    Simulation simulation(network, options);
    const Recorded first = run_in_spans(simulation, random_cuts(network, dice), false);
    simulation.reset_state(network.seed);
    RC_ASSERT(simulation.time() == 0);
    check_same_run(network, first, run_in_spans(simulation, random_cuts(network, dice), true));

    simulation.reset_state(network.seed + 1);
    const Recorded other = run_in_spans(simulation, random_cuts(network, dice), false);
    Simulation shares(simulation.built(), {.threads = 2}, network.seed + 1);
    check_same_run(network, other,
                   run_in_spans(shares, {network.warm_up + network.duration}, false));
    RC_ASSERT(other.result.spike_hash != first.result.spike_hash);
  }));
}

TEST_CASE("Simulations that share a network run independently, at once") {
  const Network network = random_network(5);
  const auto built =
      std::make_shared<const BuiltNetwork>(network, SimulationOptions{.partitions = 3});
  const Recorded alone = simulate(network);
  Simulation a(built, {.threads = 2});
  Simulation b(built, {.threads = 1}, 77);
  const Tick end = network.warm_up + network.duration;
  const Tick step = network.clock.step();
  for (Tick t = 0; t <= end; t += end / step / 10 * step) {
    a.advance_to(t);
    b.advance_to(t / 2 / step * step);
  }
  a.advance_to(end);
  CHECK(a.result().spike_hash == alone.result.spike_hash);
  CHECK(b.result().spike_hash != alone.result.spike_hash);
  CHECK(a.built() == b.built());
  CHECK(&a.connectome() == &b.connectome());
}

TEST_CASE("What is no control point is refused") {
  Network network = empty_network(1);
  add_neurons(network, Relay{});
  Simulation simulation(network);
  const Tick step = simulation.network().clock.step();
  simulation.advance_to(4 * step);
  CHECK_THROWS_WITH(simulation.advance_to(3 * step), Catch::Contains("before now, 0.4 ms"));
  CHECK_THROWS_WITH(simulation.advance_to(5 * step + 1), Catch::Contains("multiples of the clock"));
  CHECK_THROWS_WITH(simulation.advance_to(kNeverTime.tick), Catch::Contains("at most 4e+09 ms"));
  CHECK(simulation.time() == 4 * step);
  CHECK_THROWS_WITH(simulation.spikes(0), Catch::Contains("not kept"));
  CHECK_THROWS_WITH(simulation.keep_spikes(1), Catch::Contains("no population 1"));
  simulation.reset_state(1);
  CollectingSink sink;
  simulation.record(sink);
  CHECK_THROWS_AS(simulation.record(sink), std::logic_error);
  CHECK_THROWS_AS(simulation.reset_state(1), std::logic_error);
  CHECK_THROWS_AS(simulation.restore({}), std::logic_error);
  simulation.finish();
  CHECK(sink.finished() == 1);
}

TEST_CASE("A recording may begin at any control point") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Network network = any_network();
    const Recorded whole = simulate(network, {.threads = 1, .partitions = 1});
    Simulation simulation(network, options_of(dice));
    const Tick from = random_cuts(network, dice).front();
    simulation.advance_to(from);
    CollectingSink sink;
    simulation.record(sink);
    simulation.advance_to(network.warm_up + network.duration);
    simulation.finish();
    for (PopulationIndex p = 0; p < network.populations.size(); ++p) {
      std::vector<RecordedSpike> later = whole.sink.spikes_of(p);
      std::erase_if(later, [&](const RecordedSpike& spike) { return spike.time.tick <= from; });
      RC_ASSERT(sink.spikes_of(p) == later);
    }
  }));
}

TEST_CASE("A simulation goes on after its recording, and beyond its duration") {
  Network network = empty_network(10);
  add_neurons(network, PoissonPopulation{1000}, Precision::kDouble, 20);
  const Tick end = network.duration;
  Simulation simulation(network, {.threads = 2, .partitions = 2});
  CollectingSink sink;
  const RunResult first = simulation.run(&sink);
  CHECK(sink.end() == end);
  simulation.advance_to(2 * end);
  network.duration = 2 * end;
  CHECK(simulation.result().spike_hash == simulate(network).result.spike_hash);
  CHECK(sink.spike_count() == first.spikes);
  CHECK(simulation.result().spikes > first.spikes);
}

}  // namespace engram::test
