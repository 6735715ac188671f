#pragma once

#include <cstdint>

#include "core/base/time.hpp"

namespace engram {

/// A neuron's spike on its way.
struct Spike {
  Time time;
  std::uint32_t source = 0;  ///< id of the neuron in the network

  friend constexpr bool operator==(const Spike&, const Spike&) = default;
};

}  // namespace engram
