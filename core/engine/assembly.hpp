#pragma once

#include <memory>
#include <vector>

#include "core/engine/partition_base.hpp"
#include "core/engine/simulation.hpp"

namespace engram {

/// Makes the partitions of a network, their neurons and devices, and connects their outboxes. What
/// the arguments refer to must outlive the result.
std::vector<std::unique_ptr<PartitionBase>> assemble(const Network& network,
                                                     const Connectome& connectome,
                                                     const SimulationOptions& options, Bell& bell);

}  // namespace engram
