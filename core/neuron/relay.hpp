#pragma once

#include "core/network/neuron_model.hpp"

namespace engram {

/// Repeats each spike that it receives at the moment of its arrival (NEST parrot_neuron).
struct Relay {
  static const NeuronModelDescriptor& descriptor();
};

}  // namespace engram
