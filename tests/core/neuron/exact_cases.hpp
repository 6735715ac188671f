#pragma once

#include <cmath>

#include "core/neuron/exact_lif.hpp"
#include "core/registry/built_in_models.hpp"
#include "core/support/twin_networks.hpp"
#include "core/support/visit_model.hpp"

// Random neurons of the continuous clock, all models, fast ones so that much happens in short.

namespace engram::test {

inline double log_uniform(Dice& dice, double low, double high) {
  return std::exp(dice.real(std::log(low), std::log(high)));
}

inline double rheobase(const LifParameters& m) { return (m.V_th - m.E_L) * m.C_m / m.tau_m; }

inline double random_tau_syn(Dice& dice, double tau_m) {
  return tau_m * dice.one_of({1.0, 1 - 0x1p-53, 1 + 1e-13, 1 - 1e-9, 1 + 1e-4, dice.real(0.02, 1),
                              dice.real(1, 10), 0.5});
}

inline NeuronModel random_exact_lif(Dice& dice) {
  const auto membrane = [&](auto model) {
    model.tau_m = log_uniform(dice, 0.05, 20);
    model.C_m = dice.real(50, 400);
    model.t_ref = dice.one_of({0.0, 1e-9, dice.real(1e-6, 0.01), dice.real(0.01, 0.7), 3.0});
    model.V_reset = model.E_L + dice.real(-3, 3);
    model.V_th = model.E_L + dice.real(5, 20);
    model.I_e = dice.one_in(2) ? 0 : dice.real(-1, 3) * rheobase(model);
    return model;
  };
  const auto synapses = [&](auto model) {
    model.tau_syn_ex = random_tau_syn(dice, model.tau_m);
    model.tau_syn_in =
        dice.one_in(2) ? model.tau_syn_ex.value() : random_tau_syn(dice, model.tau_m);
    model.separate_currents = dice.one_in(2);
    return model;
  };
  const IntFire unit{log_uniform(dice, 0.05, 20), dice.one_of({0.0, 1e-9, 0.3})};
  return dice.one_of<NeuronModel>({synapses(membrane(IafPscExp{})),
                                   synapses(membrane(IafPscAlpha{})), membrane(IafPscDelta{}),
                                   unit});
}

/// A weight (pA, mV) of which a few make a neuron fire.
inline double random_weight(Dice& dice, const NeuronModel& model, double strength) {
  const double sign_and_size = dice.real(-1, 2) * strength;
  return visit_model(
      [&](const auto& m) {
        if constexpr (requires { m.tau_syn_ex; }) return sign_and_size * rheobase(m);
        if constexpr (requires { m.V_th; }) return sign_and_size * 0.3 * (m.V_th - m.E_L);
        return sign_and_size * 0.3;
      },
      model);
}

}  // namespace engram::test
