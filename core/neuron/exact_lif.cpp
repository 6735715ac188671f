#include "core/neuron/exact_lif.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/given_time.hpp"

namespace engram {
namespace {

ExactLifModel::Current make_current(const LifModel& lif, std::size_t receptor) {
  const double tau = lif.tau_syn[receptor];
  const double tau_m = lif.membrane.tau_m;
  ExactLifModel::Current c;
  c.tau = tau;
  c.decay = -1 / tau;
  // The difference of the rates without that of their rounding errors.
  c.difference = -std::abs((tau - tau_m) / (tau * tau_m));
  c.order = c.difference == 0 ? DecayOrder::kEqual
                              : (tau < tau_m ? DecayOrder::kFaster : DecayOrder::kSlower);
  if (c.order != DecayOrder::kEqual) {
    c.V_from_I = 1 / (tau_m * -c.difference);
    c.V_from_dI = 1 / (tau_m * c.difference * c.difference);
  }
  c.gain = lif.input_gain[receptor] * (tau_m / lif.membrane.C_m);
  return c;
}

/// Threshold and reset relative to the steady state under a current. Their difference is kept to
/// the last bit where the model's is short: a jump from reset to the threshold reaches it exactly,
/// whatever current flows. So the one that is coarser, being larger, gives the other.
void set_levels(const LifModel& lif, double steady, ExactLifModel& m) {
  m.threshold = lif.threshold - steady;
  m.reset = lif.reset - steady;
  if (steady == 0) return;
  const double gap = lif.threshold - lif.reset;
  if (std::abs(m.threshold) >= std::abs(m.reset)) {
    m.reset = m.threshold - gap;
  } else {
    m.threshold = m.reset + gap;
  }
}

}  // namespace

ExactLifModel make_exact_model(const LifModel& lif) {
  ExactLifModel m;
  m.kind = lif.kind;
  m.tau_m = lif.membrane.tau_m;
  m.membrane_decay = -1 / m.tau_m;
  m.first_horizon = m.tau_m / 16;
  for (std::size_t r = 0; r < currents_of(lif.kind); ++r) {
    m.currents[r] = make_current(lif, r);
    m.first_horizon = std::min(m.first_horizon, lif.tau_syn[r] / 16);
  }
  if (currents_of(lif.kind) != 0) {
    const double per_weight = lif.input_gain[0];
    m.excitation = per_weight * (is_alpha(lif.kind) ? lif.peak_from_dI()[0] : lif.peak_from_I()[0]);
  }
  m.t_ref = nearest_multiple(lif.membrane.t_ref, 1);
  return with_current(m, lif, 0);
}

bool differ_in_levels_only(const ExactLifModel& a, const ExactLifModel& b) {
  const auto same = [](const ExactLifModel::Current& x, const ExactLifModel::Current& y) {
    return x.tau == y.tau && x.gain == y.gain;
  };
  return a.kind == b.kind && a.strict == b.strict && a.tau_m == b.tau_m &&
         a.excitation == b.excitation && same(a.currents[0], b.currents[0]) &&
         same(a.currents[1], b.currents[1]);
}

ExactLifModel with_current(const ExactLifModel& model, const LifModel& lif, double current) {
  const double steady = (lif.membrane.I_e + current) * lif.membrane.tau_m / lif.membrane.C_m;
  ExactLifModel m = model;
  set_levels(lif, steady, m);
  m.caution =
      kCautionOfPotentials * (std::abs(lif.threshold) + std::abs(lif.reset) + std::abs(steady));
  return m;
}

}  // namespace engram
