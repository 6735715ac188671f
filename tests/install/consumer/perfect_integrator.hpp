#pragma once

#include "core/network/neuron_model.hpp"
#include "core/network/parameter.hpp"

namespace consumer {

/// A perfect integrate-and-fire neuron: V_m is the sum of the weights that have arrived since its
/// last spike. Once it is V_th or more, the neuron fires and V_m is 0. On either clock.
struct PerfectIntegrator {
  engram::Parameter V_th = 15;  ///< mV, above 0

  static const engram::NeuronModelDescriptor& descriptor();
};

}  // namespace consumer
