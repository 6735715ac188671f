#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace engram::test {

/// A membrane at one moment. Receptor 0 is the excitatory one, 1 the inhibitory.
template <class Number>
struct LinearState {
  Number u = 0;                    ///< potential above E_L, mV
  std::array<Number, 2> I{0, 0};   ///< synaptic currents, pA
  std::array<Number, 2> dI{0, 0};  ///< what makes them rise (alpha synapses), pA / ms
};

/// A leaky membrane with two synaptic currents:
///
///     C_m u' = -(C_m / tau_m) u + I_constant + I[0] + I[1],
///     I[k]' = dI[k] - I[k] / tau_syn[k],   dI[k]' = -dI[k] / tau_syn[k].
///
/// An exponential synapse of weight w adds w to I, an alpha synapse with peak w adds
/// w e / tau_syn to dI. Time constants may be equal, or nearly so, without loss of digits, of which
/// there are up to 50.
template <class Number>
struct LinearMembrane {
  using State = LinearState<Number>;

  Number tau_m = 10;                    ///< ms
  Number C_m = 1;                       ///< pF
  Number threshold = 1;                 ///< above E_L, mV
  Number I_constant = 0;                ///< pA
  std::array<Number, 2> tau_syn{1, 1};  ///< ms
  State state{};                        ///< now

  /// The state `t` ms from now.
  State after(const Number& t) const {
    using std::exp;
    State result = state;
    const Number membrane_decay = exp(-t / tau_m);
    result.u = state.u * membrane_decay + I_constant * tau_m / C_m * (1 - membrane_decay);
    for (std::size_t k = 0; k < 2; ++k) {
      if (state.I[k] == 0 && state.dI[k] == 0) continue;
      const Number& tau = tau_syn[k];
      const Number decay = tau == tau_m ? membrane_decay : Number(exp(-t / tau));
      result.I[k] = (state.I[k] + state.dI[k] * t) * decay;
      result.dI[k] = state.dI[k] * decay;
      const Charge unit = charge(t, (tau_m - tau) / (tau * tau_m), membrane_decay, decay);
      result.u += (state.I[k] * unit.by_I + state.dI[k] * unit.by_dI) / C_m;
    }
    return result;
  }

  /// The same with the potential held where it is, as during the refractory time.
  State held(const Number& t) const {
    using std::exp;
    State result = state;
    for (std::size_t k = 0; k < 2; ++k) {
      if (state.I[k] == 0 && state.dI[k] == 0) continue;
      const Number decay = exp(-t / tau_syn[k]);
      result.I[k] = (state.I[k] + state.dI[k] * t) * decay;
      result.dI[k] = state.dI[k] * decay;
    }
    return result;
  }

  /// u', mV / ms.
  Number slope(const State& at) const {
    return (I_constant + at.I[0] + at.I[1]) / C_m - at.u / tau_m;
  }

 private:
  /// exp(-t / tau_m) times the integrals of exp(-d s) and of s exp(-d s) over s in (0, t), where
  /// d = 1 / tau_syn - 1 / tau_m: what a unit of I and of dI has charged the membrane by.
  struct Charge {
    Number by_I;
    Number by_dI;
  };

  /// 1 / k by k, as far as the series below goes; several times as fast as division.
  static std::array<Number, 64> reciprocals() {
    std::array<Number, 64> result{};
    for (std::size_t k = 1; k < result.size(); ++k) result[k] = Number(1) / static_cast<int>(k);
    return result;
  }

  static Charge charge(const Number& t, const Number& d, const Number& membrane_decay,
                       const Number& syn_decay) {
    using std::abs;
    const Number x = d * t;
    if (abs(x) >= 0.25) {
      const Number by_I = (membrane_decay - syn_decay) / d;
      return {by_I, (by_I - t * syn_decay) / d};
    }
    // The differences above would cancel: sum the power series of the integrals.
    static const auto kReciprocals = reciprocals();
    Number power = 1;  // (-x)^k / k!
    Number by_I = 0;
    Number by_dI = 0;
    for (std::size_t k = 0; abs(power) > std::numeric_limits<Number>::epsilon() / 1000; ++k) {
      by_I += power * kReciprocals[k + 1];
      by_dI += power * kReciprocals[k + 2];
      power *= -x * kReciprocals[k + 1];
    }
    return {membrane_decay * t * by_I, membrane_decay * t * t * by_dI};
  }
};

}  // namespace engram::test
