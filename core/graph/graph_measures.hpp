#pragma once

#include <cstdint>
#include <vector>

#include "core/network/network.hpp"
#include "core/synapse/connectome.hpp"

namespace engram {

/// The distribution of a degree over the neurons of a population.
struct DegreeDistribution {
  double mean = 0;
  double sd = 0;
  std::uint32_t min = 0;
  std::uint32_t quartile1 = 0;
  std::uint32_t median = 0;
  std::uint32_t quartile3 = 0;
  std::uint32_t max = 0;
};

/// Measures of the network as a directed graph, computed by the Boost Graph Library.
struct GraphMeasures {
  std::vector<DegreeDistribution> in_degrees;   ///< by population; synapses, not partners
  std::vector<DegreeDistribution> out_degrees;  ///< by population
  std::uint32_t strong_components = 0;
  std::uint32_t largest_component = 0;      ///< neurons
  std::uint32_t path_sources = 0;           ///< neurons that paths were measured from
  std::vector<std::uint64_t> path_lengths;  ///< [l]: pairs (source, neuron) at distance l synapses
  std::uint64_t unreachable = 0;            ///< pairs without a path
};

/// A network of up to this many times the sources asked for is measured from all its neurons.
inline constexpr std::uint32_t kWholeForSources = 10;

/// Paths are measured from all neurons where these are at most kWholeForSources times `sources`,
/// else from `sources` different ones drawn at random, the same at each call.
GraphMeasures measure_graph(const Network& network, const Connectome& connectome,
                            std::uint32_t sources = 100);

}  // namespace engram
