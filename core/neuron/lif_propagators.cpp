#include "core/neuron/lif_propagators.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/network/receptors.hpp"
#include "core/random/math.hpp"

namespace engram {
namespace {

/// The series sum_{n>=0} (-x)^n c_n with c_n = 1 / ((n + k) n! ...) summed until it no longer
/// changes. Used where the closed form would cancel: |x| < 1/2 needs under twenty terms.
template <class Coefficient>
double alternating_series(double x, Coefficient&& coefficient) {
  double sum = 0;
  double power = 1;
  for (int n = 0; n < 24; ++n, power *= -x) sum += power * coefficient(n);
  return sum;
}

double inverse_factorial(int n) {
  double f = 1;
  for (int i = 2; i <= n; ++i) f /= i;
  return f;
}

/// (1 - e^-x) / x: the mean of e^-xs over s in [0, 1].
double mean_decay(double x) {
  if (std::abs(x) < 0.5)
    return alternating_series(x, [](int n) { return inverse_factorial(n + 1); });
  return (1 - portable_exp(-x)) / x;
}

/// (1 - (1 + x) e^-x) / x^2: the integral of s e^-xs over s in [0, 1].
double first_moment_of_decay(double x) {
  if (std::abs(x) < 0.5) {
    return alternating_series(x, [](int n) { return inverse_factorial(n) / (n + 2); });
  }
  return (1 - (1 + x) * portable_exp(-x)) / (x * x);
}

bool is_alpha(LifKind kind) { return kind == LifKind::kAlpha1 || kind == LifKind::kAlpha2; }

}  // namespace

LifPropagators<double> LifModel::propagators(double dt) const {
  LifPropagators<double> p;
  const double decay = portable_exp(-dt / membrane.tau_m);
  p.V_from_V = decay;
  p.V_from_current = dt / membrane.C_m * mean_decay(dt / membrane.tau_m);
  for (std::size_t r = 0; r < currents_of(kind); ++r) {
    // A current of time constant tau_syn, seen from the decaying membrane, decays with the
    // difference of the two rates; both integrals stay exact where that difference vanishes.
    const double x = dt * (1 / tau_syn[r] - 1 / membrane.tau_m);
    p.I_from_I[r] = portable_exp(-dt / tau_syn[r]);
    p.V_from_I[r] = dt / membrane.C_m * decay * mean_decay(x);
    if (is_alpha(kind)) {
      p.I_from_dI[r] = dt * p.I_from_I[r];
      p.V_from_dI[r] = dt * dt / membrane.C_m * decay * first_moment_of_decay(x);
    }
  }
  return p;
}

std::array<double, 2> LifModel::peak_from_I() const {
  std::array<double, 2> peak{};
  for (std::size_t r = 0; r < currents_of(kind); ++r) {
    // A current that decays from 1 pA raises the potential by at most its charge, nor above the
    // steady state of 1 pA.
    peak[r] = std::min(tau_syn[r], membrane.tau_m) / membrane.C_m;
  }
  return peak;
}

std::array<double, 2> LifModel::peak_from_dI() const {
  std::array<double, 2> peak{};
  if (!is_alpha(kind)) return peak;
  for (std::size_t r = 0; r < currents_of(kind); ++r) {
    // The same two bounds for the current t e^(-t/tau): charge tau^2, peak tau/e.
    peak[r] = std::min(tau_syn[r] * tau_syn[r], tau_syn[r] / std::numbers::e * membrane.tau_m) /
              membrane.C_m;
  }
  return peak;
}

bool is_lif(const NeuronModel& model) {
  return std::holds_alternative<IafPscExp>(model) || std::holds_alternative<IafPscAlpha>(model) ||
         std::holds_alternative<IafPscDelta>(model);
}

LifModel make_lif_model(const NeuronModel& model) {
  LifModel lif;
  const bool two = receptor_count(model) == 2;
  if (const auto* exp = std::get_if<IafPscExp>(&model)) {
    lif.kind = two ? LifKind::kExp2 : LifKind::kExp1;
    lif.membrane = *exp;
    lif.tau_syn = {exp->tau_syn_ex, exp->tau_syn_in};
  } else if (const auto* alpha = std::get_if<IafPscAlpha>(&model)) {
    lif.kind = two ? LifKind::kAlpha2 : LifKind::kAlpha1;
    lif.membrane = *alpha;
    lif.tau_syn = {alpha->tau_syn_ex, alpha->tau_syn_in};
    // The weight is the peak of w (e / tau) t e^(-t/tau).
    lif.input_gain = {std::numbers::e / lif.tau_syn[0], std::numbers::e / lif.tau_syn[1]};
  } else {
    lif.membrane = std::get<IafPscDelta>(model);
  }
  lif.threshold = lif.membrane.V_th - lif.membrane.E_L;
  lif.reset = lif.membrane.V_reset - lif.membrane.E_L;
  return lif;
}

}  // namespace engram
