#pragma once

#include <string>
#include <vector>

#include "core/network/device.hpp"

namespace engram {

/// A current into every neuron of a population, piecewise constant: `amplitudes[i]` flows during
/// [times[i], times[i+1]); zero before the first time.
struct StepCurrent {
  PopulationIndex target = 0;
  std::vector<double> times{};       ///< ms, ascending
  std::vector<double> amplitudes{};  ///< pA
  std::string origin{};              ///< as of a population

  static const DeviceDescriptor& descriptor();
};

}  // namespace engram
