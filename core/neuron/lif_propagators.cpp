#include "core/neuron/lif_propagators.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

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

/// (1 - e^-x) / x for x >= 0: the mean of e^-xs over s in [0, 1].
double mean_decay(double x) {
  if (x < 0.5) return alternating_series(x, [](int n) { return inverse_factorial(n + 1); });
  return (1 - portable_exp(-x)) / x;
}

/// e^-x - 1 for x >= 0, to full precision for small x too.
double decay_change(double x) { return -x * mean_decay(x); }

/// The integral of e^-a(1-s) e^-bs over s in [0, 1]. The faster of the two decays is taken relative
/// to the slower: over long intervals the inverse would overflow.
double mean_joint_decay(double a, double b) {
  return portable_exp(-std::min(a, b)) * mean_decay(std::abs(a - b));
}

/// The integral of s e^-a(1-s) e^-bs over s in [0, 1].
double first_moment_of_joint_decay(double a, double b) {
  const double x = b - a;
  if (std::abs(x) < 0.5) {
    const auto coefficient = [](int n) { return inverse_factorial(n) / (n + 2); };
    return portable_exp(-a) * alternating_series(x, coefficient);
  }
  return (portable_exp(-a) - (1 + x) * portable_exp(-b)) / (x * x);
}

}  // namespace

LifPropagators<double> LifModel::propagators(double dt) const {
  LifPropagators<double> p;
  const double a = dt / membrane.tau_m;
  p.V_decay = decay_change(a);
  p.V_from_current = dt / membrane.C_m * mean_decay(a);
  for (std::size_t r = 0; r < currents_of(kind); ++r) {
    const double b = dt / tau_syn[r];
    p.I_decay[r] = decay_change(b);
    p.V_from_I[r] = dt / membrane.C_m * mean_joint_decay(a, b);
    if (is_alpha(kind)) {
      p.I_from_dI[r] = dt * portable_exp(-b);
      p.V_from_dI[r] = dt * dt / membrane.C_m * first_moment_of_joint_decay(a, b);
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

LifModel make_lif_model(LifKind kind, const LifMembrane& membrane,
                        const std::array<double, 2>& tau_syn) {
  LifModel lif;
  lif.kind = kind;
  lif.membrane = membrane;
  lif.tau_syn = tau_syn;
  // The weight is the peak of w (e / tau) t e^(-t/tau).
  if (is_alpha(kind)) lif.input_gain = {std::numbers::e / tau_syn[0], std::numbers::e / tau_syn[1]};
  lif.threshold = membrane.V_th - membrane.E_L;
  lif.reset = membrane.V_reset - membrane.E_L;
  return lif;
}

}  // namespace engram
