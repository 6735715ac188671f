#pragma once

#include <limits>
#include <string>

#include "core/network/device.hpp"

namespace engram {

/// Poisson input to every neuron of a population: on the grid an independent count per neuron and
/// step.
struct PoissonDrive {
  PopulationIndex target = 0;
  double rate = 0;    ///< Hz, summed over all sources of one neuron
  double weight = 0;  ///< in the unit of the receptor
  double start = 0;   ///< ms; arrivals fall into (start, stop]
  double stop = std::numeric_limits<double>::infinity();  ///< ms
  std::string receptor{};  ///< of the target's model; where empty, the sign of the weight picks it
  std::string origin{};    ///< as of a population

  static const DeviceDescriptor& descriptor();
};

}  // namespace engram
