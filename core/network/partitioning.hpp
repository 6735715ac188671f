#pragma once

#include <cstdint>
#include <vector>

#include "core/network/network.hpp"

// Which partition owns which neurons. Populations that talk to each other are striped over the same
// partitions, so that the load balances; those that never do are kept apart, so that they need not
// wait for one another; neurons that sleep are kept apart from those that are swept every step.

namespace engram {

/// A target's index within its partition fits 16 bits.
inline constexpr std::uint32_t kMaxPartitionSlots = 65'536;

/// Slices begin and end at multiples of this many neurons of their population, and of slots of
/// their partition: whole SIMD vectors and whole groups of random draws lie in one partition.
inline constexpr std::uint32_t kSliceUnit = 64;

/// Consecutive neurons of one population in one partition.
struct Slice {
  PopulationIndex population = 0;
  std::uint32_t first = 0;  ///< index within the population, a multiple of kSliceUnit
  std::uint32_t count = 0;
  std::uint32_t slot = 0;  ///< of its first neuron within the partition, a multiple of kSliceUnit
};

/// The slices of one partition, ascending in slot.
struct PartitionLayout {
  std::vector<Slice> slices;
  std::uint32_t slots = 0;  ///< a multiple of kSliceUnit; includes the padding after each slice
};

struct Partitioning {
  std::vector<PartitionLayout> partitions;
  std::vector<std::uint32_t>
      first_id;  ///< of each population; neurons of the network are numbered through
  std::uint32_t neurons = 0;

  /// Which partition owns each neuron, by id.
  std::vector<std::uint16_t> owners() const;
};

/// Whether each population sleeps: its own choice or, for Sleep::kAuto, decided from the model.
std::vector<bool> sleeping_populations(const Network& network);

/// At least `wanted` partitions where the network is large enough to be cut; more where 65,536
/// slots each would not hold it.
Partitioning make_partitioning(const Network& network, unsigned wanted);

}  // namespace engram
