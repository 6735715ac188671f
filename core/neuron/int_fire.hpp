#pragma once

#include "core/network/neuron_model.hpp"
#include "core/network/parameter.hpp"

namespace engram {

/// A leaky unit without units (NEURON's artificial cell IntFire1): m decays to 0 with `tau`, every
/// input adds its weight, and m > 1 fires. Then m is 0, and inputs are lost, for `t_ref`.
/// Continuous clock only.
struct IntFire {
  Parameter tau = 10;   ///< ms
  Parameter t_ref = 5;  ///< ms; what is drawn is rounded to the clock

  static const NeuronModelDescriptor& descriptor();
};

}  // namespace engram
