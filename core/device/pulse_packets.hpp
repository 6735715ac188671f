#pragma once

#include <cstdint>
#include <vector>

#include "core/network/neuron_model.hpp"

namespace engram {

/// Sources that fire in volleys: about each of `times` every neuron fires `spikes` times, at
/// independent normally distributed moments (NEST pulsepacket_generator). Those at or before 0 are
/// left out.
struct PulsePackets {
  std::vector<double> times{};  ///< ms, centres of the packets, ascending
  std::uint32_t spikes = 1;     ///< a neuron and packet
  double sd = 1;                ///< ms

  static const NeuronModelDescriptor& descriptor();
};

}  // namespace engram
