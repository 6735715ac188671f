#pragma once

#include <cstdint>

#include "core/network/network.hpp"
#include "core/network/simulation_options.hpp"

namespace engram {

/// What a network will take, computed without building it.
struct Estimate {
  std::uint64_t neurons = 0;
  double synapses = 0;         ///< expected number (exact where the rule fixes it)
  double bytes = 0;            ///< of memory while running
  double building_bytes = 0;   ///< of memory at most until it runs
  double recording_bytes = 0;  ///< of memory more, at most, where it is recorded
};
Estimate estimate(const Network& network, const SimulationOptions& options = {});

}  // namespace engram
