#pragma once

#include <array>
#include <cmath>

#include "core/neuron/exact_lif.hpp"

namespace engram::test {

/// The differential equations of a LIF neuron, integrated by their Taylor series, without any
/// closed form. Potentials as in ExactLifModel.
class PlainLif {
 public:
  using Real = long double;
  /// V, then I and dI of both currents.
  using State = std::array<Real, 5>;

  explicit PlainLif(const ExactLifModel& model) : tau_m_(model.tau_m), fastest_(model.tau_m) {
    const bool alpha = model.kind == LifKind::kAlpha1 || model.kind == LifKind::kAlpha2;
    alpha_ = alpha ? 1 : 0;
    for (std::size_t r = 0; r < currents_of(model.kind); ++r) {
      tau_[r] = model.currents[r].tau;
      fastest_ = std::min(fastest_, tau_[r]);
    }
  }

  static State state_of(const ExactLifState& s) { return {s.V, s.I[0], s.dI[0], s.I[1], s.dI[1]}; }

  /// The state `ms` later.
  State after(State s, Real ms) const {
    const auto steps = std::max(1.0L, std::ceil(ms / (fastest_ / 4)));
    for (Real i = 0; i < steps; ++i) s = step(s, ms / steps);
    return s;
  }

 private:
  static constexpr int kTerms = 24;

  State step(const State& s, Real h) const {
    State sum = s;
    State term = s;
    for (int k = 1; k <= kTerms; ++k) {
      State next = slope(term);
      for (std::size_t i = 0; i < next.size(); ++i) {
        term[i] = next[i] * (h / k);
        sum[i] += term[i];
      }
    }
    return sum;
  }

  State slope(const State& s) const {
    return {(s[1] + s[3] - s[0]) / tau_m_, alpha_ * s[2] - s[1] / tau_[0], -s[2] / tau_[0],
            alpha_ * s[4] - s[3] / tau_[1], -s[4] / tau_[1]};
  }

  Real tau_m_;
  std::array<Real, 2> tau_{1, 1};
  Real fastest_;
  Real alpha_ = 0;
};

/// The exact span in ms.
inline long double exact_ms(Time begin, Time end) {
  return (static_cast<long double>(end.tick - begin.tick) +
          (static_cast<long double>(end.fraction) - static_cast<long double>(begin.fraction)) *
              0x1p-32L) /
         kTicksPerMs;
}

}  // namespace engram::test
