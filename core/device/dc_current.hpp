#pragma once

#include <limits>
#include <string>

#include "core/network/device.hpp"

namespace engram {

/// A constant current into every neuron of a population, during [start, stop).
struct DcCurrent {
  PopulationIndex target = 0;
  double amplitude = 0;                                   ///< pA
  double start = 0;                                       ///< ms
  double stop = std::numeric_limits<double>::infinity();  ///< ms
  std::string origin{};                                   ///< as of a population

  static const DeviceDescriptor& descriptor();
};

}  // namespace engram
