#pragma once

#include "core/network/neuron_model.hpp"

namespace engram {

/// An input port: sources that fire what the caller sends while the network runs
/// (Simulation::inject). One neuron fires at most once in an instant.
struct Injected {
  static const NeuronModelDescriptor& descriptor();
};

}  // namespace engram
