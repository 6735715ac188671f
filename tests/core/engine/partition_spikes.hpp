#pragma once

#include <cstdint>
#include <vector>

#include "core/engine/partition_base.hpp"
#include "core/synapse/connectome.hpp"

namespace engram::test {

/// What the spikes of some partitions come to.
struct PartitionSpikes {
  std::uint64_t count = 0;
  std::uint64_t hash = 0;
  friend bool operator==(const PartitionSpikes&, const PartitionSpikes&) = default;
};

template <class Partitions>
PartitionSpikes spikes_of(const Partitions& partitions) {
  PartitionSpikes spikes;
  SpikeHash hash;
  for (const auto& partition : partitions) {
    spikes.count += partition->account.spikes();
    hash.add(partition->account.hash());
  }
  spikes.hash = hash.value();
  return spikes;
}

/// The stores of plastic blocks that were built with a connectome, by partition.
inline std::vector<std::uint32_t*> stores_of(Connectome& connectome) {
  std::vector<std::uint32_t*> stores;
  for (IncomingSynapses& incoming : connectome.incoming) stores.push_back(incoming.plastic.data());
  return stores;
}

}  // namespace engram::test
