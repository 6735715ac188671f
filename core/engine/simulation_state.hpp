#pragma once

#include <cstdint>
#include <vector>

#include "core/base/time.hpp"
#include "core/event/spike.hpp"
#include "core/state/population_state.hpp"

namespace engram {

/// The state of a simulation at a control point. It is keyed by population and neuron: neither
/// threads nor partitions show in it.
struct SimulationState {
  Tick time = 0;
  std::uint64_t seed = 0;                    ///< of noise and initial state
  std::vector<PopulationState> populations;  ///< in the order of the network
  /// Spikes that may reach a neuron later than `time`, in the order of (time, source).
  std::vector<Spike> in_flight;
  std::uint64_t spikes = 0;  ///< of the whole run
  std::uint64_t spike_hash = 0;

  friend bool operator==(const SimulationState&, const SimulationState&) = default;
};

}  // namespace engram
