#pragma once

#include <cstdint>

#include "core/network/network.hpp"

namespace engram {

/// How many targets of a population, a multiple of kSliceUnit, have their synapses drawn at a time.
/// Never changes what is drawn.
std::uint32_t targets_at_once(const Network& network, PopulationIndex target);

}  // namespace engram
