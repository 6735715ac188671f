#pragma once

#include "core/network/described.hpp"

namespace engram {

class NeuronModelDescriptor;

/// What the neurons of a population are: any struct with a static function `descriptor()` that
/// returns a `const NeuronModelDescriptor&`, such as those of core/neuron and core/device.
using NeuronModel = Described<NeuronModelDescriptor>;

}  // namespace engram
