#pragma once

#include "core/network/neuron_model.hpp"
#include "core/neuron/lif_parameters.hpp"

namespace engram {

/// LIF with exponential currents (NEST iaf_psc_exp; Rotter & Diesmann 1999). By default a positive
/// weight (pA) goes to the excitatory current, a negative one to the inhibitory.
struct IafPscExp : SynapticLifParameters {
  static const NeuronModelDescriptor& descriptor();
};

}  // namespace engram
