#pragma once

#include <array>
#include <cstdint>

#include "core/neuron/lif_kind.hpp"

namespace engram {

/// The exact solution of a linear neuron over one interval (Rotter & Diesmann 1999): every state
/// variable changes by a sum of these times the variables before. V is relative to E_L.
///
/// Of the decays only the change, e^(-dt/tau) - 1, is kept: rounded to single precision, a factor
/// close to 1 would put the same error into every step.
template <class Real>
struct LifPropagators {
  Real V_decay = 0;
  Real V_from_current = 0;          ///< of a constant current, mV/pA
  std::array<Real, 2> V_from_I{};   ///< by receptor, mV/pA
  std::array<Real, 2> V_from_dI{};  ///< alpha only
  std::array<Real, 2> I_decay{};    ///< of I and of dI
  std::array<Real, 2> I_from_dI{};  ///< alpha only
};

/// LifParameters (core/neuron/lif_parameters.hpp) in numbers, of one neuron.
struct LifMembrane {
  double tau_m = 10;     ///< ms
  double C_m = 250;      ///< pF
  double t_ref = 2;      ///< ms
  double E_L = -70;      ///< mV
  double V_th = -55;     ///< mV
  double V_reset = -70;  ///< mV
  double I_e = 0;        ///< pA
};

/// A LIF model with what its updates need, in numbers; V is relative to E_L.
struct LifModel {
  LifKind kind = LifKind::kDelta;
  LifMembrane membrane;
  std::array<double, 2> tau_syn{};         ///< ms, by receptor
  double threshold = 0;                    ///< mV
  double reset = 0;                        ///< mV
  std::array<double, 2> input_gain{1, 1};  ///< of the state variable that input jumps, per weight

  LifPropagators<double> propagators(double dt) const;  ///< over `dt` ms

  /// Upper bounds of the potential (mV) that a unit of current (pA) or of its derivative (pA/ms)
  /// can still cause, for deciding that a neuron cannot fire without further input.
  std::array<double, 2> peak_from_I() const;
  std::array<double, 2> peak_from_dI() const;
};

/// The model of these parameters; `tau_syn` (ms) is by receptor.
LifModel make_lif_model(LifKind kind, const LifMembrane& membrane,
                        const std::array<double, 2>& tau_syn);

template <class Real>
LifPropagators<Real> rounded(const LifPropagators<double>& p) {
  LifPropagators<Real> result;
  result.V_decay = static_cast<Real>(p.V_decay);
  result.V_from_current = static_cast<Real>(p.V_from_current);
  for (std::size_t r = 0; r < 2; ++r) {
    result.V_from_I[r] = static_cast<Real>(p.V_from_I[r]);
    result.V_from_dI[r] = static_cast<Real>(p.V_from_dI[r]);
    result.I_decay[r] = static_cast<Real>(p.I_decay[r]);
    result.I_from_dI[r] = static_cast<Real>(p.I_from_dI[r]);
  }
  return result;
}

}  // namespace engram
