#pragma once

#include <limits>

#include "core/network/neuron_model.hpp"

namespace engram {

/// Sources that fire as independent Poisson processes; on the grid several spikes may share a step.
struct PoissonPopulation {
  double rate = 0;                                        ///< Hz
  double start = 0;                                       ///< ms; spikes fall into (start, stop]
  double stop = std::numeric_limits<double>::infinity();  ///< ms

  static const NeuronModelDescriptor& descriptor();
};

}  // namespace engram
