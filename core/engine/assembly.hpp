#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/engine/partition_base.hpp"
#include "core/network/simulation_options.hpp"
#include "core/synapse/connectome.hpp"

namespace engram {

/// What partitions are made from. All that is referred to must outlive them but the options.
struct Assembly {
  const Network& network;
  const Connectome& connectome;
  std::span<std::uint32_t* const> plastic;  ///< store of plastic blocks, by partition
  const SimulationOptions& options;
  std::uint64_t seed;  ///< of noise and initial state
  Notifier& notifier;
};

/// Makes the partitions of a network on the grid, their neurons and devices, and connects their
/// outboxes. They are still to be started.
std::vector<std::unique_ptr<PartitionBase>> assemble(const Assembly& assembly);

}  // namespace engram
