#pragma once

#include "core/network/neuron_model.hpp"
#include "core/neuron/lif_parameters.hpp"

namespace engram {

/// LIF with alpha-shaped currents (NEST iaf_psc_alpha); the weight (pA) is the current's peak.
struct IafPscAlpha : SynapticLifParameters {
  static const NeuronModelDescriptor& descriptor();
};

}  // namespace engram
