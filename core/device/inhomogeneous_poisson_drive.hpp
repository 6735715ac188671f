#pragma once

#include <limits>
#include <string>

#include "core/network/device.hpp"
#include "core/network/rate_profile.hpp"

namespace engram {

/// Poisson input of a rate that changes in time, to every neuron of a population independently.
/// Continuous clock only.
struct InhomogeneousPoissonDrive {
  PopulationIndex target = 0;
  RateProfile rate{};                                     ///< summed over all sources of one neuron
  double weight = 0;                                      ///< in the unit of the receptor
  double start = 0;                                       ///< ms; arrivals fall into (start, stop]
  double stop = std::numeric_limits<double>::infinity();  ///< ms
  std::string receptor{};  ///< of the target's model; where empty, the sign of the weight picks it
  std::string origin{};    ///< as of a population

  static const DeviceDescriptor& descriptor();
};

}  // namespace engram
