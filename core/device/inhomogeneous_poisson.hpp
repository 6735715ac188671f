#pragma once

#include <limits>

#include "core/network/neuron_model.hpp"
#include "core/network/rate_profile.hpp"

namespace engram {

/// Sources that fire as independent Poisson processes of a rate that changes in time, in (start,
/// stop].
struct InhomogeneousPoissonPopulation {
  RateProfile rate;
  double start = 0;                                       ///< ms
  double stop = std::numeric_limits<double>::infinity();  ///< ms

  static const NeuronModelDescriptor& descriptor();
};

}  // namespace engram
