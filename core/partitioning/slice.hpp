#pragma once

#include <cstdint>

#include "core/network/network.hpp"

namespace engram {

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

}  // namespace engram
