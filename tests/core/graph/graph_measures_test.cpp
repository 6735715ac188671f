#include "core/graph/graph_measures.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/engine/simulation.hpp"
#include "core/registry/built_in_models.hpp"

using namespace engram;

namespace {

using Edges = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

Network network_of(std::uint32_t neurons, const Edges& edges, std::uint64_t seed = 1) {
  Network network;
  network.seed = seed;
  network.duration = kTicksPerMs;
  network.populations.push_back({"A", neurons, Relay{}});
  ExplicitList list;
  for (const auto& [source, target] : edges) list.connections.push_back({source, target, 1, 1});
  network.projections.push_back({0, 0, list});
  return network;
}

GraphMeasures measured(const Network& network, std::uint32_t sources = 100) {
  const Simulation simulation(network);
  return measure_graph(simulation.network(), simulation.connectome(), sources);
}

/// Path lengths of all pairs, by Floyd and Warshall.
GraphMeasures slow_paths(std::uint32_t neurons, const Edges& edges) {
  constexpr std::uint32_t kNone = 1'000'000;
  std::vector<std::vector<std::uint32_t>> distance(neurons,
                                                   std::vector<std::uint32_t>(neurons, kNone));
  for (const auto& [source, target] : edges) distance[source][target] = 1;
  for (std::uint32_t i = 0; i < neurons; ++i) distance[i][i] = 0;
  for (std::uint32_t k = 0; k < neurons; ++k) {
    for (std::uint32_t i = 0; i < neurons; ++i) {
      for (std::uint32_t j = 0; j < neurons; ++j) {
        distance[i][j] = std::min(distance[i][j], distance[i][k] + distance[k][j]);
      }
    }
  }
  GraphMeasures result;
  for (const auto& row : distance) {
    for (const std::uint32_t d : row) {
      if (d >= kNone) ++result.unreachable;
      if (d == 0 || d >= kNone) continue;
      if (result.path_lengths.size() <= d) result.path_lengths.resize(d + 1);
      ++result.path_lengths[d];
    }
  }
  return result;
}

/// 0 -> 1 -> 2 -> ...
Edges chain(std::uint32_t neurons) {
  Edges edges;
  for (std::uint32_t i = 0; i + 1 < neurons; ++i) edges.emplace_back(i, i + 1);
  return edges;
}

/// How often each neuron of a chain was a source: a path of length l starts at all sources but the
/// last l neurons.
std::vector<std::uint64_t> times_chosen(const GraphMeasures& measures, std::uint32_t neurons) {
  std::vector<std::uint64_t> paths = measures.path_lengths;
  paths.resize(neurons + 1);
  std::vector<std::uint64_t> times(neurons, 0);
  for (std::uint32_t l = 1; l < neurons; ++l) times[neurons - 1 - l] = paths[l] - paths[l + 1];
  return times;
}

}  // namespace

TEST_CASE("path lengths of a small network are those of all pairs, whatever the seed") {
  for (const std::uint64_t seed : {1, 2, 3}) {
    const GraphMeasures measures = measured(network_of(4, {{0, 1}, {1, 2}}, seed));
    CHECK(measures.path_sources == 4);
    CHECK(measures.path_lengths == std::vector<std::uint64_t>{0, 2, 1});
    CHECK(measures.unreachable == 9);
  }
}

TEST_CASE("path lengths agree with Floyd and Warshall on random networks") {
  CHECK(rc::check("path lengths", [] {
    const auto neurons = *rc::gen::inRange(1u, 25u);
    const auto index = rc::gen::inRange(0u, neurons);
    const auto edges = *rc::gen::container<Edges>(rc::gen::pair(index, index));
    const GraphMeasures found = measured(network_of(neurons, edges), 3);
    const GraphMeasures expected = slow_paths(neurons, edges);
    RC_ASSERT(found.path_sources == neurons);
    RC_ASSERT(found.path_lengths == expected.path_lengths);
    RC_ASSERT(found.unreachable == expected.unreachable);
  }));
}

TEST_CASE("of many neurons a sample is taken, none of them twice, the same for any seed") {
  constexpr std::uint32_t kNeurons = 2000;
  constexpr std::uint32_t kSources = kNeurons / kWholeForSources - 1;
  const GraphMeasures measures = measured(network_of(kNeurons, chain(kNeurons)), kSources);
  CHECK(measures.path_sources == kSources);
  const auto times = times_chosen(measures, kNeurons);
  CHECK(*std::ranges::max_element(times) == 1);
  const GraphMeasures again = measured(network_of(kNeurons, chain(kNeurons), 7), kSources);
  CHECK(again.path_lengths == measures.path_lengths);
  // One source more asked for, and all are taken.
  CHECK(measured(network_of(kNeurons, chain(kNeurons)), kSources + 1).path_sources == kNeurons);
}
