#pragma once

#include <cstdint>
#include <vector>

#include "core/partitioning/partitioning.hpp"

namespace engram {

/// Which neuron of the network is in a slot of a partition.
class SlotIds {
 public:
  SlotIds(const PartitionLayout& layout, const Partitioning& partitioning)
      : first_of_unit_(layout.slots / kSliceUnit) {
    for (const Slice& slice : layout.slices) {
      const std::uint32_t first = partitioning.first_id[slice.population] + slice.first;
      for (std::uint32_t at = 0; at < slice.count; at += kSliceUnit) {
        first_of_unit_[(slice.slot + at) / kSliceUnit] = first + at;
      }
    }
  }

  std::uint32_t operator[](std::uint32_t slot) const {
    return first_of_unit_[slot / kSliceUnit] + slot % kSliceUnit;
  }

 private:
  std::vector<std::uint32_t> first_of_unit_;
};

}  // namespace engram
