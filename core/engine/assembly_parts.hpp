#pragma once

#include <span>

#include "core/engine/partition_base.hpp"
#include "core/network/simulation_options.hpp"
#include "core/synapse/connectome.hpp"

// What the partitions of both clocks are put together from.

namespace engram {

inline StepHook step_hook(const SimulationOptions& options, std::size_t partition) {
  if (!options.before_step) return {};
  return [hook = options.before_step, partition](Step step) {
    hook(static_cast<unsigned>(partition), step);
  };
}

inline SpikeAccount::Member account_of(const Slice& slice, const Network& network,
                                       const Partitioning& partitioning) {
  return {.slice = slice,
          .first_id = partitioning.first_id[slice.population] + slice.first,
          .statistics = SpikeStatistics(slice.count, network.warm_up / network.clock.step())};
}

/// Makes every partition receive from those that have synapses onto it.
template <class Partition>
void connect_outboxes(std::span<const std::unique_ptr<Partition>> partitions,
                      const Connectome& connectome) {
  for (std::size_t to = 0; to < partitions.size(); ++to) {
    for (std::size_t from = 0; from < partitions.size(); ++from) {
      const Tick delay = connectome.incoming[to].least_delay_from[from];
      if (delay != IncomingSynapses::kUnreachable)
        partitions[to]->add_source(*partitions[from], delay);
    }
  }
}

}  // namespace engram
