#pragma once

#include <memory>
#include <vector>

#include "core/engine/partition_base.hpp"
#include "core/network/simulation_options.hpp"
#include "core/synapse/connectome.hpp"

namespace engram {

/// Makes the partitions of a network, their neurons and devices, and connects their outboxes. What
/// the arguments refer to must outlive the result.
std::vector<std::unique_ptr<PartitionBase>> assemble(const Network& network,
                                                     const Connectome& connectome,
                                                     const SimulationOptions& options,
                                                     Notifier& notifier);

}  // namespace engram
