#include <rapidcheck.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "core/base/error.hpp"
#include "core/engine/continuous_assembly.hpp"
#include "core/engine/continuous_network.hpp"
#include "core/engine/look_ahead.hpp"
#include "core/engine/partition_spikes.hpp"
#include "core/neuron/lif_descriptor.hpp"
#include "core/registry/built_in_models.hpp"
#include "core/support/collecting_sink.hpp"
#include "core/synapse/connectome.hpp"

// Runs on the continuous clock: the same spikes on any threads and partitions, whatever is
// recorded, and however short the delays are; silence costs nothing.

namespace engram::test {
namespace {

std::uint64_t hash_of(const Network& network, const SimulationOptions& options) {
  return Simulation(network, options).run().spike_hash;
}

const SimulationOptions kPlain{.threads = 1, .partitions = 1};

/// Runs a network and counts its windows; gives up where there are more than `most`.
std::uint64_t windows_of(const Network& network, SimulationOptions options, std::uint64_t most) {
  auto count = std::make_shared<std::atomic<std::uint64_t>>(0);
  options.before_step = [count, most](unsigned, std::int64_t) {
    if (++*count > most) throw EnvironmentError("more windows than expected");
  };
  Simulation(network, options).run();
  return *count;
}

/// Neurons of four partitions that reach each other within a tick, and rest for `ms` between the
/// few spikes that their sources fire.
Network silent_network(double ms, Distribution delay) {
  Network network = empty_network(10 * ms);
  network.clock = Clock::any_time();
  SpikeTrains trains;
  trains.times.assign(4 * kSliceUnit, {ms, 3 * ms, 7 * ms});
  add_neurons(network, trains, Precision::kDouble, trains.times.size());
  add_neurons(network, IafPscDelta{}, Precision::kDouble, trains.times.size());
  network.projections.push_back(
      {.source = 0, .target = 1, .rule = OneToOne{}, .weight = {Constant{20}}, .delay = delay});
  network.projections.push_back({.source = 1,
                                 .target = 1,
                                 .rule = FixedInDegree{10},
                                 .weight = {Constant{0.01}},
                                 .delay = delay});
  return network;
}

/// Runs the network on one thread by calls in random order: any partition may be advanced, and
/// looked ahead from, at any moment and to any limit.
PartitionSpikes run_in_random_order(const Network& network, const SimulationOptions& options,
                                    std::uint64_t seed) {
  Connectome connectome =
      build_connectome(network, make_partitioning(network, options.partitions), 1);
  const std::vector<std::uint32_t*> stores = stores_of(connectome);
  Notifier notifier;
  const auto partitions =
      assemble_continuous({network, connectome, stores, options, network.seed, notifier});
  for (const auto& partition : partitions) partition->start(0, {});
  std::vector<PartitionBase*> all;
  std::vector<std::vector<Tick>> delays;
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    all.push_back(partitions[i].get());
    delays.push_back(connectome.incoming[i].least_delay_from);
  }
  LookAhead look_ahead(all, delays, notifier);
  std::mt19937_64 random(seed);
  const Tick end = network.warm_up + network.duration;
  const std::uint64_t longest_lease = std::uint64_t{1} << (20 + random() % 14);
  const std::uint64_t looks = 2 + random() % 20;
  Tick limit = 0;
  const auto published = [](const auto& partition) { return partition->published(); };
  while (published(*std::ranges::min_element(partitions, {}, published)) < end) {
    const std::uint64_t range = 1 + random() % partitions.size();
    PartitionBase& partition = *partitions[random() % range];
    partition.advance(std::max(limit, partition.published()));
    RC_ASSERT(partition.published() <= limit);
    if (random() % looks == 0) look_ahead.try_to(limit);
    if (random() % 3 == 0) {
      limit = std::min(end, limit + 1 + static_cast<Tick>(random() % longest_lease));
    }
  }
  return spikes_of(partitions);
}

/// Ticks at which neurons of the last population fire.
std::vector<Tick> some_spike_ticks(const Network& network, std::size_t most) {
  const Recorded run = simulate(network, kPlain);
  std::vector<Tick> ticks;
  for (const RecordedSpike& spike :
       run.sink.spikes_of(static_cast<PopulationIndex>(network.populations.size() - 1))) {
    if (ticks.size() < most) ticks.push_back(spike.time.tick);
  }
  return ticks;
}

/// Records the potential of all LIF neurons.
void record(Network& network, double interval) {
  for (PopulationIndex p = 0; p < network.populations.size(); ++p) {
    if (!is_lif(network.populations[p].model)) continue;
    network.state_recorders.push_back(
        {.selection = {p, {}}, .variables = {"V_m"}, .interval = interval});
  }
}

}  // namespace

TEST_CASE("spikes of the continuous clock do not depend on partitions or queue") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Network network = random_continuous_network(dice);
    const RunResult reference = Simulation(network, kPlain).run();
    RC_ASSERT(reference.spikes > 0u);
    for (const unsigned partitions : {2u, 3u, 5u}) {
      const QueueKind queue = dice.one_in(2) ? QueueKind::kCalendar : QueueKind::kHeap;
      const SimulationOptions options{.threads = 1, .partitions = partitions, .queue = queue};
      RC_ASSERT(hash_of(network, options) == reference.spike_hash);
    }
  }));
}

TEST_CASE("spikes of the continuous clock do not depend on threads") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    Network network = random_continuous_network(dice);
    // Threads that wait for each other's every tick are slow on a busy machine.
    network.duration = kTicksPerMs * 3 / 2;
    const std::uint64_t expected = hash_of(network, kPlain);
    RC_ASSERT(hash_of(network, {.threads = 2, .partitions = 2}) == expected);
    RC_ASSERT(hash_of(network, {.threads = 3, .partitions = 5}) == expected);
  }));
}

TEST_CASE("delays of one tick between partitions give the same spikes as within one") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    Network network = random_continuous_network(dice);
    for (Projection& projection : network.projections) projection.delay = {Constant{kOneTick}};
    network.duration = 3 * kTicksPerMs;
    const std::uint64_t expected = hash_of(network, kPlain);
    for (const unsigned partitions : {2u, 4u}) {
      RC_ASSERT(hash_of(network, {.threads = 1, .partitions = partitions}) == expected);
    }
  }));
}

TEST_CASE("partitions of the continuous clock may be advanced in any order, by any amount") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Network network = random_continuous_network(dice);
    const RunResult reference = Simulation(network, kPlain).run();
    const PartitionSpikes expected{reference.spikes, reference.spike_hash};
    for (const unsigned partitions : {1u, 3u, 4u}) {
      const SimulationOptions options{
          .partitions = partitions,
          .queue = dice.one_in(2) ? QueueKind::kCalendar : QueueKind::kHeap};
      RC_ASSERT(run_in_random_order(network, options, seed + partitions) == expected);
    }
  }));
}

TEST_CASE("recording states at odd moments changes no spike, and no value that another records") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    Network network = random_continuous_network(dice);
    const std::uint64_t expected = hash_of(network, kPlain);
    const double interval = dice.one_of({0.0123456, 0.1, 1.0, 0.333333333});
    record(network, interval);
    const Recorded one = simulate(network, kPlain);
    RC_ASSERT(one.result.spike_hash == expected);
    record(network, 0.0777);
    const Recorded more = simulate(network, {.threads = 1, .partitions = 3});
    RC_ASSERT(more.result.spike_hash == expected);
    for (std::uint32_t r = 0; r < network.state_recorders.size() / 2; ++r) {
      const auto& a = one.sink.samples_of(r);
      const auto& b = more.sink.samples_of(r);
      RC_ASSERT(a.size() == static_cast<std::size_t>(network.duration / ticks_from_ms(interval)));
      RC_ASSERT(a.size() == b.size());
      for (std::size_t i = 0; i < a.size(); ++i) {
        RC_ASSERT(a[i].time == b[i].time);
        RC_ASSERT((a[i].values == b[i].values));
      }
    }
  }));
}

TEST_CASE("samples in the very tick of a spike change nothing") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Network network = random_continuous_network(dice);
    const std::uint64_t expected = hash_of(network, kPlain);
    for (const Tick tick : some_spike_ticks(network, 3)) {
      // At its beginning, and at that of the next.
      for (const Tick sampled : {tick, tick + 1}) {
        Network sampling = network;
        record(sampling, ms_from_ticks(sampled));
        RC_ASSERT(hash_of(sampling, {.threads = 1, .partitions = 2}) == expected);
      }
    }
  }));
}

TEST_CASE("steps of a current in the very tick of a spike give the same spikes everywhere") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    Network network = random_continuous_network(dice);
    const auto last = static_cast<PopulationIndex>(network.populations.size() - 1);
    if (network.populations[last].model.holds<IntFire>()) return;
    std::set<Tick> ticks;
    for (const Tick tick : some_spike_ticks(network, 4)) ticks.insert({tick, tick + 1});
    StepCurrent current{last, {}, {}};
    for (const Tick tick : ticks) {
      current.times.push_back(ms_from_ticks(tick));
      current.amplitudes.push_back(dice.real(-50, 100));
    }
    if (!ticks.empty()) network.devices.push_back(current);
    const std::uint64_t expected = hash_of(network, kPlain);
    if (!ticks.empty()) record(network, ms_from_ticks(*ticks.begin()));
    RC_ASSERT(hash_of(network, {.threads = 1, .partitions = 3}) == expected);
  }));
}

TEST_CASE("a long silence takes no windows, however short the delays are") {
  const Distribution delay =
      GENERATE(Distribution{Constant{kOneTick}}, Distribution{Uniform{kOneTick, 2 * kOneTick}});
  const Network hour = silent_network(360'000, delay);
  const Network blink = silent_network(1, delay);
  const SimulationOptions options{.threads = 2, .partitions = 4};
  constexpr std::uint64_t kMost = 2000;
  CHECK(windows_of(hour, options, kMost) > 3);
  CHECK(windows_of(blink, options, kMost) > 3);
  CHECK(hash_of(hour, options) == hash_of(hour, kPlain));
}

TEST_CASE("a network in which nothing happens takes no windows at all") {
  Network network = silent_network(1e6, {Constant{kOneTick}});
  network.populations[0].model = SpikeTrains{std::vector<std::vector<double>>(4 * kSliceUnit)};
  CHECK(windows_of(network, {.threads = 2, .partitions = 4}, 0) == 0);
}

TEST_CASE("windows are few where activity is dense and delays are long") {
  Network network = silent_network(10, {Constant{1.5}});
  network.populations[0].model = PoissonPopulation{100};
  const double ms = ms_from_ticks(network.duration);
  // A window lasts a least delay, or 1 ms if that is less: some for each partition and millisecond.
  CHECK(static_cast<double>(windows_of(network, {.threads = 1, .partitions = 4}, 100'000)) <
        4 * 4 * ms);
}

}  // namespace engram::test
