#pragma once

#include <cstdint>

#include "core/engine/partition_base.hpp"

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

}  // namespace engram::test
