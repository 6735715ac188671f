#pragma once

#include <cstdint>
#include <span>

#include "core/base/time.hpp"

namespace engram {

/// Spikes of one population as columns of equal length, ordered by (time, neuron).
struct SpikeColumns {
  std::span<const Time> times;
  std::span<const std::uint32_t> neurons;  ///< indices within the population
};

}  // namespace engram
