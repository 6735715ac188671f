#pragma once

#include "core/network/network.hpp"
#include "core/network/simulation_options.hpp"

namespace engram {

/// Throws UserError where building or running would take more memory than is available.
void require_memory(const Network& network, const SimulationOptions& options);

/// Throws the UserError with which `Simulation` would refuse a network that `validate` accepts: one
/// that does not fit in memory, weights that their storage cannot hold, too many partitions.
void require_runnable(const Network& network, const SimulationOptions& options = {});

}  // namespace engram
