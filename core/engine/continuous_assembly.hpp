#pragma once

#include <memory>
#include <vector>

#include "core/engine/partition_base.hpp"
#include "core/network/simulation_options.hpp"
#include "core/synapse/connectome.hpp"

namespace engram {

/// Makes the partitions of a network on the continuous clock, as `assemble` does for the grid.
std::vector<std::unique_ptr<PartitionBase>> assemble_continuous(const Network& network,
                                                                const Connectome& connectome,
                                                                const SimulationOptions& options,
                                                                Notifier& notifier);

}  // namespace engram
