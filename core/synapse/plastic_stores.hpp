#pragma once

#include <cstdint>
#include <vector>

#include "core/base/huge_array.hpp"
#include "core/synapse/connectome.hpp"

namespace engram {

/// The plastic blocks (plastic_block.hpp) of one simulation.
struct PlasticStores {
  std::vector<HugeArray<std::uint32_t>> of_partition;
};

/// Moves the blocks out of a connectome that was just built.
PlasticStores take_plastic(Connectome& connectome);

/// The blocks with their weights as drawn. `connectome` was built of `network`. Takes as long as
/// building it did, and no memory for long beside the result.
PlasticStores draw_plastic(const Network& network, const Connectome& connectome, unsigned threads);

/// The blocks with all weights 0.
PlasticStores empty_plastic(const Connectome& connectome);

}  // namespace engram
