#pragma once

#include "core/network/neuron_model.hpp"
#include "core/network/parameter.hpp"

namespace engram::test {

/// A model from outside the library: a quadratic integrate-and-fire neuron with three receptors,
/// each with a current of its own time constant, and a threshold that each neuron may have its own
/// of. Grid only; Euler's method.
struct QuadraticNeuron {
  double tau_m = 10;     ///< ms
  double V_rest = -65;   ///< mV
  double V_crit = -50;   ///< mV, from which on the potential rises by itself
  Parameter V_th = 0;    ///< mV
  double V_reset = -70;  ///< mV

  static const NeuronModelDescriptor& descriptor();
};

/// Time constants (ms) of the currents of its receptors "fast", "slow" and "slowest".
inline constexpr double kQuadraticTaus[] = {2, 10, 50};

/// One step of `ms` of a quadratic neuron: potential (mV) and currents (mV), the input coming at
/// its end; whether it fires.
bool step_quadratic(const QuadraticNeuron& model, double V_th, double ms, const double (&input)[3],
                    double& V_m, double (&I)[3]);

}  // namespace engram::test
