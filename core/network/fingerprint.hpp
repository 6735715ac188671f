#pragma once

#include <cstdint>

#include "core/network/network.hpp"

namespace engram {

/// A digest of all in a network's description that its state depends on: clock, seed and warm-up,
/// populations with their models' parameters, projections and devices. What only labels, plans or
/// records is left out: origins, names of projections, published values, duration, recorders.
std::uint64_t fingerprint_of(const Network& network);

}  // namespace engram
