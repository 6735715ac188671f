#pragma once

#include "core/network/network.hpp"

namespace engram {

/// Expected number of synapses of a projection; exact where its rule fixes it.
double expected_synapses(const Network& network, const Projection& projection);

}  // namespace engram
