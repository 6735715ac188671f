#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/network/network.hpp"
#include "core/partitioning/slice.hpp"

// Which partition owns which neurons. Populations joined by projections are striped over the same
// partitions, so that the load balances; others are kept apart, so that they need not wait for one
// another; neurons that sleep are kept apart from those that are swept every step.

namespace engram {

/// In a partition that is swept a target fits 16 bits: it has many synapses a neuron, and they are
/// what is read. One that sleeps holds many neurons that are rarely reached: what counts there is
/// that a spike finds all its targets in one place.
inline constexpr std::uint32_t kMaxSweptSlots = 65'536;
inline constexpr std::uint32_t kMaxSleepingSlots = 1 << 22;

/// The slices of one partition, ascending in slot.
struct PartitionLayout {
  std::vector<Slice> slices;
  std::uint32_t slots = 0;  ///< a multiple of kSliceUnit; includes the padding after each slice
  bool sleeps = false;      ///< all of its populations, or none
};

/// All partitions of a network.
struct Partitioning {
  std::vector<PartitionLayout> partitions;
  std::vector<std::uint32_t>
      first_id;  ///< of each population; neurons of the network are numbered through
  std::uint32_t neurons = 0;

  PopulationIndex population_of(std::uint32_t id) const {
    const auto after = std::ranges::upper_bound(first_id, id);
    return static_cast<PopulationIndex>(after - first_id.begin() - 1);
  }

  /// Which partition owns each neuron, by id.
  std::vector<std::uint16_t> owners() const;
};

/// Whether each population sleeps: as its `sleep` is set or, for Sleep::kAuto, by the model.
std::vector<bool> sleeping_populations(const Network& network);

/// `wanted` partitions for what is swept and as many for what sleeps, where they are large enough
/// to be cut; more where these would not hold them or their synapses. The two kinds alternate in
/// the list, so that equal shares of it are equal shares of the work.
Partitioning make_partitioning(const Network& network, unsigned wanted);

}  // namespace engram
