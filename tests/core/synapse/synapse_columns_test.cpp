#include "core/synapse/synapse_columns.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/engine/simulation.hpp"
#include "core/network/projection_names.hpp"
#include "core/synapse/exact_network.hpp"
#include "core/synapse/grid_network.hpp"

// The synapses of a projection as columns, against those that lie in memory.

namespace engram::test {
namespace {

/// (source, target, delay in ticks, weight) of all synapses in memory, sorted.
std::vector<ExactSynapse> in_memory(const Network& network, unsigned partitions) {
  const Connectome connectome =
      build_connectome(network, make_partitioning(network, partitions), 1);
  std::vector<ExactSynapse> synapses;
  for (std::size_t i = 0; i < connectome.incoming.size(); ++i) {
    const auto ids = ids_by_slot(connectome.partitioning.partitions[i], connectome.partitioning);
    for (std::uint32_t source = 0; source < connectome.partitioning.neurons; ++source) {
      auto s = connectome.incoming[i].synapses_of(source, connectome.classes.classes);
      while (s.next()) {
        const Tick delay =
            s.run_class().own_delay ? s.own_delay() : connectome.classes.delays.steps(s.delay());
        synapses.emplace_back(source, ids[s.target()], delay * network.clock.step(),
                              weight_of(connectome.incoming[i], s));
      }
    }
  }
  std::ranges::sort(synapses);
  return synapses;
}

std::vector<ExactSynapse> in_columns(const Network& network) {
  const std::vector<std::uint32_t> first_id = make_partitioning(network, 1).first_id;
  std::vector<ExactSynapse> synapses;
  for (std::size_t p = 0; p < network.projections.size(); ++p) {
    const Projection& projection = network.projections[p];
    const SynapseColumns columns = synapse_columns(network, p);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      synapses.emplace_back(first_id[projection.source] + columns.sources[i],
                            first_id[projection.target] + columns.targets[i],
                            ticks_from_ms(columns.delays[i]), columns.weights[i]);
    }
  }
  std::ranges::sort(synapses);
  return synapses;
}

}  // namespace

TEST_CASE("The columns of all projections are the synapses in memory") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Network network = dice.one_in(2) ? random_grid_network(dice) : random_exact_network(dice);
    RC_ASSERT(in_columns(network) == in_memory(network, dice.one_in(2) ? 1 : 3));
  }));
}

TEST_CASE("Synapses are counted as they are drawn") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Network network = dice.one_in(2) ? random_grid_network(dice) : random_exact_network(dice);
    const std::vector<std::uint64_t> counts = synapse_counts(network);
    RC_ASSERT(counts.size() == network.projections.size());
    for (std::size_t p = 0; p < counts.size(); ++p)
      RC_ASSERT(counts[p] == synapse_columns(network, p).size());
  }));
}

TEST_CASE("Columns ascend in source, and of one source in target") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Network network = random_grid_network(dice);
    for (std::size_t p = 0; p < network.projections.size(); ++p) {
      const SynapseColumns columns = synapse_columns(network, p);
      for (std::size_t i = 1; i < columns.size(); ++i) {
        RC_ASSERT(std::pair(columns.sources[i - 1], columns.targets[i - 1]) <=
                  std::pair(columns.sources[i], columns.targets[i]));
      }
    }
  }));
}

TEST_CASE("A projection has a name") {
  Network network = empty_network(1);
  add_neurons(network, IafPscDelta{});
  network.populations[0].name = "E";
  network.projections.resize(4);
  network.projections[1].name = "lateral";
  network.projections[3].name = "E -> E #2";
  CHECK(projection_names(network) ==
        std::vector<std::string>{"E -> E", "lateral", "E -> E #3", "E -> E #2"});
  for (Projection& p : network.projections) p.rule = AllToAll{};
  CHECK_NOTHROW(BuiltNetwork(network));
  network.projections[2].name = "lateral";
  CHECK_THROWS_WITH(BuiltNetwork(network), Catch::Contains("\"lateral\""));
}

}  // namespace engram::test
