#pragma once

#include <memory>
#include <vector>

#include "core/engine/partition_base.hpp"
#include "core/engine/simulation.hpp"

namespace engram {

/// Makes the partitions of a network on the continuous clock, as `assemble` does for the grid.
std::vector<std::unique_ptr<PartitionBase>> assemble_continuous(const Network& network,
                                                                const Connectome& connectome,
                                                                const SimulationOptions& options,
                                                                Bell& bell);

}  // namespace engram
