#pragma once

#include <limits>

#include "core/network/neuron_model.hpp"

namespace engram {

/// Sources that fire as independent renewal processes with gamma-distributed intervals (an ISI CV
/// of 1/sqrt(shape)), in equilibrium from the start on, in (start, stop].
struct GammaPopulation {
  double rate = 0;                                        ///< Hz
  double shape = 1;                                       ///< of the intervals, >= 0.01
  double start = 0;                                       ///< ms
  double stop = std::numeric_limits<double>::infinity();  ///< ms

  static const NeuronModelDescriptor& descriptor();
};

}  // namespace engram
