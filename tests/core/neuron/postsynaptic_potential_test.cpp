#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <vector>

#include "core/support/small_network.hpp"

// The potential that one spike makes, on the grid, against closed forms in extended precision.

namespace engram::test {
namespace {

using Real = long double;

constexpr double kDelay = 2;  // ms
constexpr double kSpike = 1;  // ms

/// The integral of s^k e^(-xs) over s from 0 to t, k being 0 or 1.
Real decay_moment(int k, Real x, Real t) {
  const Real y = x * t;
  if (std::abs(y) > 1) {
    if (k == 0) return (1 - std::exp(-y)) / x;
    return (1 - (1 + y) * std::exp(-y)) / (x * x);
  }
  Real sum = 0;
  Real term = 1;  // (-y)^n / n!
  for (int n = 0; n < 40; ++n, term *= -y / static_cast<Real>(n)) {
    sum += term / static_cast<Real>(n + 1 + k);
  }
  return sum * std::pow(t, static_cast<Real>(k + 1));
}

/// The potential (mV) a time t (ms) after the arrival: the membrane's decay since each moment,
/// times the current of that moment.
Real potential(const IafPscExp& m, Real weight, Real t) {
  const Real x = 1 / Real{m.tau_syn_ex} - 1 / Real{m.tau_m};
  return weight / m.C_m * std::exp(-t / m.tau_m) * decay_moment(0, x, t);
}
Real potential(const IafPscAlpha& m, Real weight, Real t) {
  const Real x = 1 / Real{m.tau_syn_ex} - 1 / Real{m.tau_m};
  return weight * std::numbers::e_v<Real> / m.tau_syn_ex / m.C_m * std::exp(-t / m.tau_m) *
         decay_moment(1, x, t);
}
Real potential(const IafPscDelta& m, Real weight, Real t) {
  return weight * std::exp(-t / m.tau_m);
}

/// The largest deviation of a simulated potential, relative to its peak.
template <class Model>
double deviation(Model model, double weight, double step, Precision precision) {
  model.E_L = 0;  // the potential itself shall not be rounded to digits of 70 mV
  model.V_reset = 0;
  model.V_th = 1e9;
  Network network = empty_network(0, step);
  const std::int64_t arrival = std::llround((kSpike + kDelay) / step);
  const std::int64_t last = arrival + 1000;
  network.duration = last * network.clock.step();
  const PopulationIndex source = add_spike_train(network, {kSpike});
  const PopulationIndex neuron = add_neurons(network, model, precision);
  connect(network, source, neuron, weight, kDelay);
  const std::uint32_t recorder = record_V_m(network, neuron);
  const std::vector<double> V_m = V_m_by_step(network, simulate(network), recorder);
  Real worst = 0;
  Real peak = 0;
  for (std::int64_t i = 1; i <= last; ++i) {
    const Real t = static_cast<Real>(i - arrival) * Real{step};
    const Real expected = t < 0 ? 0 : potential(model, weight, t);
    peak = std::max(peak, std::abs(expected));
    worst = std::max(worst, std::abs(V_m[static_cast<std::size_t>(i)] - expected));
  }
  return static_cast<double>(worst / peak);
}

/// Where a time constant takes a thousand steps, their single roundings show.
double tolerance(Precision precision, double steps_per_tau = 0) {
  return precision == Precision::kDouble ? 1e-12 : (steps_per_tau < 500 ? 1e-6 : 2e-6);
}

/// tau_syn from far below tau_m over nearly and exactly equal to far above.
const std::vector<double> kSynapticTimes{0.3, 2,         9.9, 9.9999, 10 - 1e-9,
                                         10,  10 + 1e-7, 11,  20.5,   100};

}  // namespace

TEMPLATE_TEST_CASE("postsynaptic potentials of every time constant", "", IafPscExp, IafPscAlpha) {
  const Precision precision = GENERATE(Precision::kDouble, Precision::kSingle);
  for (const double step : {0.1, 1.0}) {
    for (const double tau_syn : kSynapticTimes) {
      TestType model;
      model.tau_syn_ex = tau_syn;
      CAPTURE(step, tau_syn, precision == Precision::kDouble);
      const double allowed = tolerance(precision, tau_syn / step);
      CHECK(deviation(model, 87.8, step, precision) <= allowed);
      model.tau_syn_in = tau_syn;  // both receptors in one current
      CHECK(deviation(model, -351.2, step, precision) <= allowed);
    }
  }
}

TEST_CASE("a delta synapse makes the potential jump on arrival") {
  const Precision precision = GENERATE(Precision::kDouble, Precision::kSingle);
  IafPscDelta model;
  model.tau_m = GENERATE(3.0, 10.0, 33.3);
  CHECK(deviation(model, 0.25, 0.1, precision) <= tolerance(precision));
  CHECK(deviation(model, -0.25, 1, precision) <= tolerance(precision));
}

TEMPLATE_TEST_CASE("postsynaptic potentials of random parameters", "", IafPscExp, IafPscAlpha) {
  const bool holds = rc::check("the potential follows the closed form", [] {
    TestType model;
    model.tau_m = *rc::gen::inRange(1'000, 50'000) / 1000.0;
    model.tau_syn_ex = *rc::gen::oneOf(
        rc::gen::map(rc::gen::inRange(200, 60'000), [](int tau) { return tau / 1000.0; }),
        rc::gen::map(rc::gen::inRange(-1000, 1001),
                     [&](int ppm) { return model.tau_m * (1 + ppm * 1e-6); }));
    model.C_m = *rc::gen::inRange(10'000, 500'000) / 1000.0;
    const double weight = *rc::gen::inRange(1, 1'000'000) / 1000.0;
    const double step = *rc::gen::element(0.02, 0.1, 0.5, 1.0);
    RC_ASSERT(deviation(model, weight, step, Precision::kDouble) <= 1e-12);
  });
  CHECK(holds);
}

}  // namespace engram::test
