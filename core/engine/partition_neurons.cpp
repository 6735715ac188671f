#include "core/engine/partition_neurons.hpp"

#include <algorithm>

#include "core/event/event_queue.hpp"

namespace engram {

PartitionNeurons::PartitionNeurons(const PartitionLayout& layout,
                                   std::span<const SynapseClass> classes)
    : member_of_unit_(layout.slots / kSliceUnit) {
  if (layout.sleeps) return;
  std::size_t receptors = 0;
  for (const SynapseClass& c : classes) {
    receptors = std::max<std::size_t>(receptors, c.receptor + std::size_t{1});
  }
  narrow_.resize(receptors);
  wide_.resize(receptors);
  rows_.resize(receptors);
  for (const SynapseClass& c : classes) {
    const std::size_t r = c.receptor;
    if (c.storage == WeightStorage::kW16) {
      narrow_[r].resize(layout.slots);
      rows_[r].narrow = narrow_[r].data();
    } else {
      wide_[r].resize(layout.slots);
      rows_[r].wide = wide_[r].data();
    }
  }
}

void PartitionNeurons::add(Member member) {
  const std::uint32_t units = (member.slice.count + kSliceUnit - 1) / kSliceUnit;
  std::fill_n(member_of_unit_.begin() + member.slice.slot / kSliceUnit, units,
              static_cast<std::uint16_t>(members_.size()));
  members_.push_back(std::move(member));
}

Step PartitionNeurons::next_activity(Step now) const {
  Step next = kNever;
  for (const Member& member : members_) next = std::min(next, member.group->next_activity(now));
  return next;
}

}  // namespace engram
