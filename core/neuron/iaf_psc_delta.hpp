#pragma once

#include "core/network/neuron_model.hpp"
#include "core/neuron/lif_parameters.hpp"

namespace engram {

/// LIF whose membrane jumps by the weight (mV) (NEST iaf_psc_delta).
struct IafPscDelta : LifParameters {
  static const NeuronModelDescriptor& descriptor();
};

}  // namespace engram
