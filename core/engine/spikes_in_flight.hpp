#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/engine/partition_base.hpp"
#include "core/synapse/connectome.hpp"

namespace engram {

/// The spikes whose arrivals are not all done. They stay in the outboxes that they were put into
/// for as long as the greatest delay (PartitionBase::keep_in_flight).
class SpikesInFlight {
 public:
  /// `restored` were fired before these partitions began, which have not fired yet and must outlive
  /// this.
  SpikesInFlight(const Network& network, const Connectome& connectome,
                 std::span<const std::unique_ptr<PartitionBase>> partitions,
                 std::vector<Spike> restored);

  /// At a control point, in the order of (time, source).
  std::vector<Spike> at(Tick now) const;

 private:
  const Partitioning& partitioning_;
  std::vector<bool> projects_;  ///< by population: whether a projection starts from it
  Tick longest_delay_ = 0;
  std::span<const std::unique_ptr<PartitionBase>> partitions_;
  std::vector<Spike> restored_;
};

}  // namespace engram
