#pragma once

#include <string>

#include "core/network/device.hpp"

namespace consumer {

/// An event at every neuron of a population at each multiple of `interval`. On either clock.
struct RegularDrive {
  engram::PopulationIndex target = 0;
  double interval = 1;     ///< ms, above 0
  double weight = 0;       ///< in the unit of the receptor
  std::string receptor{};  ///< of the target's model; where empty, the sign of the weight picks it
  std::string origin{};    ///< where it was written; complaints begin with it

  static const engram::DeviceDescriptor& descriptor();
};

}  // namespace consumer
