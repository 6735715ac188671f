#include "core/support/exact_membrane.hpp"

#include <algorithm>
#include <cstddef>

namespace engram::test {
namespace {

/// The value of a function of time and its derivative, from the state at a moment.
template <class Number>
struct Value {
  Number value;
  Number derivative;
};

// By Rolle's theorem, between two zeros of F lies one of F' + F / tau, whatever tau is (it is
// exp(-t / tau) times the derivative of exp(t / tau) F). Taking tau from the exponentials that F is
// made of, one after the other, leaves fewer of them each time and in the end one that can be
// solved by hand. Going back up, the zeros of each function separate those of the one before, so
// that none can be missed:
//   u - threshold  <-  u'  <-  C_m (u'' + u' / tau_m) = I'  <-  G = I'' + I' / tau_0
//                  <-  G' + G / tau_0.
// Each function below is one of these rungs.

template <class Number>
Number rate_difference(const LinearMembrane<Number>& m) {  // 1 / tau_0 - 1 / tau_1
  return (m.tau_syn[1] - m.tau_syn[0]) / (m.tau_syn[0] * m.tau_syn[1]);
}

template <class Number>
Number current_slope(const LinearMembrane<Number>& m, const LinearState<Number>& s, std::size_t k) {
  return s.dI[k] - s.I[k] / m.tau_syn[k];
}

constexpr auto kG = []<class Number>(const LinearMembrane<Number>& m,
                                     const LinearState<Number>& s) -> Value<Number> {
  const Number d = rate_difference(m);
  const Number a = current_slope(m, s, 1);
  const Number b = -s.dI[1] / m.tau_syn[1];  // a' + a / tau_1
  const Number value = -s.dI[0] / m.tau_syn[0] + b + d * a;
  return {value, d * (2 * b + d * a) - value / m.tau_syn[0]};
};

constexpr auto kCurrentSlope = []<class Number>(const LinearMembrane<Number>& m,
                                                const LinearState<Number>& s) -> Value<Number> {
  const Number value = current_slope(m, s, 0) + current_slope(m, s, 1);
  return {value, kG(m, s).value - value / m.tau_syn[0]};
};

constexpr auto kSlope = []<class Number>(const LinearMembrane<Number>& m,
                                         const LinearState<Number>& s) -> Value<Number> {
  const Number value = m.slope(s);
  return {value, kCurrentSlope(m, s).value / m.C_m - value / m.tau_m};
};

constexpr auto kExcess = []<class Number>(const LinearMembrane<Number>& m,
                                          const LinearState<Number>& s) -> Value<Number> {
  return {s.u - m.threshold, m.slope(s)};
};

LinearMembrane<double> in_double(const LinearMembrane<Real>& m) {
  const auto both = [](const std::array<Real, 2>& x) {
    return std::array{x[0].convert_to<double>(), x[1].convert_to<double>()};
  };
  return {m.tau_m.convert_to<double>(),
          m.C_m.convert_to<double>(),
          m.threshold.convert_to<double>(),
          m.I_constant.convert_to<double>(),
          both(m.tau_syn),
          {m.state.u.convert_to<double>(), both(m.state.I), both(m.state.dI)}};
}

/// The zero of `rung` between `low` and `high`, where its signs differ: by Newton's method from
/// `guess`, by bisection where that does not halve its steps.
template <class Number, class Rung>
Number solve(const LinearMembrane<Number>& m, const Rung& rung, Number low, Number high,
             Number guess, bool rising, const Number& tolerance) {
  using std::abs;
  Number t = guess > low && guess < high ? guess : Number((low + high) / 2);
  Number last_step = high - low;
  for (int n = 0; n < 500; ++n) {
    const auto [value, derivative] = rung(m, m.after(t));
    if (value == 0) break;
    ((value < 0) == rising ? low : high) = t;
    const Number step = derivative == 0 ? high : Number(-value / derivative);
    if (abs(step) <= tolerance) break;
    const bool halves = abs(step) < last_step / 2 && t + step > low && t + step < high;
    const Number next = halves ? Number(t + step) : Number((low + high) / 2);
    last_step = abs(next - t);
    t = next;
    if (last_step <= tolerance) break;
  }
  return t;
}

/// A moment with the state that the membrane has there.
struct Point {
  Real t;
  ExactState state;
};

/// The zero to 45 digits; the first 15 are found in double, which is a thousand times as fast.
template <class Rung>
Point solve_exactly(const ExactMembrane& m, const Rung& rung, const Real& low, const Real& high,
                    bool rising) {
  const double from = low.convert_to<double>();
  const double to = high.convert_to<double>();
  const double guess = solve(in_double(m), rung, from, to, (from + to) / 2, rising, to * 1e-15);
  const Real t = solve<Real>(m, rung, low, high, guess, rising, high * Real("1e-47"));
  return {t, m.after(t)};
}

/// The zeros of `rung` strictly within the first and the last of `breaks`, between these two.
/// Between two neighbours of `breaks` it has one zero at most.
template <class Rung>
std::vector<Point> zeros(const ExactMembrane& m, const Rung& rung,
                         const std::vector<Point>& breaks) {
  std::vector<Point> found{breaks.front()};
  Real before = rung(m, breaks.front().state).value;
  for (std::size_t i = 1; i < breaks.size(); ++i) {
    const Real now = rung(m, breaks[i].state).value;
    const bool inner = i + 1 < breaks.size();
    if (now == 0 && inner) found.push_back(breaks[i]);
    if ((before < 0 && now > 0) || (before > 0 && now < 0)) {
      found.push_back(solve_exactly(m, rung, breaks[i - 1].t, breaks[i].t, before < 0));
    }
    before = now;
  }
  found.push_back(breaks.back());
  return found;
}

/// Now, all sign changes of u', and the horizon.
std::vector<Point> turning_points(const ExactMembrane& m, const Real& horizon) {
  std::vector<Point> breaks{{0, m.state}, {horizon, m.after(horizon)}};
  const Real d = rate_difference(m);
  const Real b = -m.state.dI[1] / m.tau_syn[1];
  if (b != 0 && d != 0) {
    const Real zero = -(2 / d + current_slope(m, m.state, 1) / b);
    if (zero > 0 && zero < horizon) breaks.insert(breaks.begin() + 1, {zero, m.after(zero)});
  }
  breaks = zeros(m, kG, breaks);
  breaks = zeros(m, kCurrentSlope, breaks);
  return zeros(m, kSlope, breaks);
}

/// Whether the potential certainly stays below the threshold by more than kFar. Double suffices: it
/// errs by far less than that.
bool stays_far_below(const LinearMembrane<double>& m, double horizon, int halvings) {
  double most = m.I_constant;
  for (std::size_t k = 0; k < 2; ++k) {
    // t exp(-t / tau) is at most t, and at most tau / e.
    most += std::max(0.0, m.state.I[k]) +
            std::max(0.0, m.state.dI[k]) * std::min(horizon, m.tau_syn[k] * 0.3679);
  }
  const double gain = std::max(0.0, most * m.tau_m / m.C_m - m.state.u);
  const double limit = m.threshold - 2 * ExactMembrane::kFar;
  if (m.state.u >= limit) return false;
  if (m.state.u + gain * std::min(1.0, horizon / m.tau_m) < limit) return true;
  if (halvings == 0) return false;
  LinearMembrane<double> halfway = m;
  halfway.state = m.after(horizon / 2);
  // The second half first: where there is a crossing, that is where it is seen soonest.
  return stays_far_below(halfway, horizon / 2, halvings - 1) &&
         stays_far_below(m, horizon / 2, halvings - 1);
}

}  // namespace

std::vector<Real> ExactMembrane::extrema(const Real& horizon) const {
  const std::vector<Point> points = turning_points(*this, horizon);
  std::vector<Real> result;
  for (std::size_t i = 1; i + 1 < points.size(); ++i) result.push_back(points[i].t);
  return result;
}

ExactMembrane::Outlook ExactMembrane::look_ahead(const Real& horizon) const {
  Outlook outlook;
  if (stays_far_below(in_double(*this), horizon.convert_to<double>(), 5)) return outlook;
  const std::vector<Point> points = turning_points(*this, horizon);
  for (std::size_t i = 1; i < points.size(); ++i) {
    const Real above = points[i].state.u - threshold;
    if (i + 1 < points.size()) outlook.closest = std::min(outlook.closest, Real(abs(above)));
    if (above < 0) continue;
    const Point crossing = solve_exactly(*this, kExcess, points[i - 1].t, points[i].t, true);
    outlook.crossing = crossing.t;
    outlook.slope = slope(crossing.state);
    break;
  }
  return outlook;
}

}  // namespace engram::test
