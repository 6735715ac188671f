#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/network/network.hpp"

namespace engram {

/// Synapses of one projection as columns of equal length.
struct SynapseColumns {
  std::vector<std::uint32_t> sources;  ///< index within the source population
  std::vector<std::uint32_t> targets;  ///< index within the target population
  std::vector<double> weights;         ///< pA or mV, as they are kept
  std::vector<double> delays;          ///< ms, of the clock

  std::size_t size() const { return sources.size(); }
};

/// All synapses of the projection of that index, ordered by source, target and delay; several
/// alike in the order in which they were drawn. They are drawn for this: nothing of the rest of the
/// network is built. The network is valid; throws UserError where the storage that a projection
/// sets cannot hold its weights.
SynapseColumns synapse_columns(const Network& network, std::size_t projection);

/// Number of synapses of each projection, as drawn. The network is valid.
std::vector<std::uint64_t> synapse_counts(const Network& network);

}  // namespace engram
