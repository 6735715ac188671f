#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <random>

#include "core/engine/assembly.hpp"
#include "core/engine/continuous_assembly.hpp"
#include "core/engine/partition_spikes.hpp"
#include "core/engine/random_network.hpp"
#include "core/engine/simulation.hpp"
#include "core/registry/built_in_models.hpp"
#include "core/synapse/connectome.hpp"

// Schedules of partitions that threads may produce, on one thread: any partition may be advanced at
// any moment, to limits that grow by any amount.

namespace engram {
namespace {

using test::PartitionSpikes;
using test::spikes_of;

std::vector<std::unique_ptr<PartitionBase>> partitions_of(const Network& network,
                                                          Connectome& connectome,
                                                          const SimulationOptions& options,
                                                          Notifier& notifier) {
  const std::vector<std::uint32_t*> stores = test::stores_of(connectome);
  const Assembly assembly{network, connectome, stores, options, network.seed, notifier};
  auto partitions = network.clock.continuous() ? assemble_continuous(assembly) : assemble(assembly);
  for (const auto& partition : partitions) partition->start(0, {});
  return partitions;
}

/// Runs the network by `advance` calls in random order.
PartitionSpikes run_in_random_order(const Network& network, const SimulationOptions& options,
                                    std::uint64_t seed) {
  Connectome connectome =
      build_connectome(network, make_partitioning(network, options.partitions), 1);
  Notifier notifier;
  const bool continuous = network.clock.continuous();
  const auto partitions = partitions_of(network, connectome, options, notifier);
  std::mt19937_64 random(seed);
  const Step unit = continuous ? kTicksPerMs / 8 : 1;
  const Step end = (network.warm_up + network.duration) / network.clock.step();
  const std::uint64_t longest_lease = std::uint64_t{1} << random() % 8;
  Step limit = 0;
  const auto slowest = [&] {
    Step least = end;
    for (const auto& partition : partitions) least = std::min(least, partition->published());
    return least;
  };
  while (slowest() < end) {
    // Some partitions are called often, others rarely: they drift apart as far as they may.
    const std::uint64_t range = 1 + random() % partitions.size();
    PartitionBase& partition = *partitions[random() % range];
    const Step before = partition.published();
    const bool moved = partition.advance(std::max(limit, before));
    if (!continuous) RC_ASSERT(!moved || partition.published() > before);
    RC_ASSERT(partition.published() <= limit);
    if (random() % 3 == 0)
      limit = std::min<Step>(end, limit + unit * (1 + random() % longest_lease));
  }
  return spikes_of(partitions);
}

/// Sources that fire by chance, and neurons that move only when a volley reaches them.
Network reacting_network(const NeuronModel& model) {
  Network network;
  network.duration = 40 * kTicksPerMs;
  network.populations = {{.name = "sources", .size = 200, .model = PoissonPopulation{.rate = 50}},
                         {.name = "neurons", .size = 300, .model = model, .sleep = Sleep::kAuto}};
  network.populations[1].sleep = model.holds<Relay>() ? Sleep::kAuto : Sleep::kAlways;
  network.projections = {{.source = 0,
                          .target = 1,
                          .rule = FixedInDegree{5},
                          .weight = {Constant{1500}},
                          .delay = {Uniform{0.1, 6}}}};
  return network;
}

TEST_CASE("Neurons that wait for volleys are not moved by limits") {
  const NeuronModel model = GENERATE(NeuronModel(IafPscExp{}), NeuronModel(Relay{}));
  const Network network = reacting_network(model);
  const RunResult reference = Simulation(network, {.threads = 1, .partitions = 1}).run();
  REQUIRE(reference.populations[1].spikes > 50);
  const PartitionSpikes expected{reference.spikes, reference.spike_hash};
  CHECK(rc::check([&] {
    const SimulationOptions options{.partitions = *rc::gen::inRange(2u, 6u)};
    const auto order = *rc::gen::arbitrary<std::uint64_t>();
    RC_ASSERT(run_in_random_order(network, options, order) == expected);
  }));
}

TEST_CASE("Partitions may be advanced in any order, by any amount") {
  CHECK(rc::check([] {
    const auto seed = *rc::gen::arbitrary<std::uint64_t>();
    const Network network = *rc::gen::arbitrary<bool>() ? test::random_continuous_network(seed)
                                                        : test::random_network(seed);
    const RunResult reference = Simulation(network, {.threads = 1, .partitions = 1}).run();
    const PartitionSpikes expected{reference.spikes, reference.spike_hash};
    for (unsigned partitions = 1; partitions <= 9; partitions += 2) {
      const SimulationOptions options{
          .partitions = partitions,
          .queue = *rc::gen::element(QueueKind::kCalendar, QueueKind::kHeap)};
      const auto order = *rc::gen::arbitrary<std::uint64_t>();
      RC_ASSERT(run_in_random_order(network, options, order) == expected);
    }
  }));
}

}  // namespace
}  // namespace engram
