#include "core/neuron/lif_propagators.hpp"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "core/neuron/lif_kernels.hpp"
#include "core/registry/built_in_models.hpp"
#include "core/support/twin_networks.hpp"
#include "core/support/visit_model.hpp"

// Propagators of leaps of any length: what sleeping neurons rely on.

namespace engram::test {
namespace {

template <class Model>
Model random_model(Dice& dice) {
  Model model;
  model.tau_m = std::exp(dice.real(-1, 5));
  model.tau_syn_ex =
      dice.one_in(3) ? model.tau_m * (1 + dice.real(-1e-6, 1e-6)) : std::exp(dice.real(-2, 6));
  model.tau_syn_in = dice.one_in(3) ? model.tau_m.value() : std::exp(dice.real(-2, 6));
  model.separate_currents = true;
  model.C_m = dice.real(10, 500);
  return model;
}

LifNeuron<double> leap(const LifModel& model, double dt, double current, LifNeuron<double> neuron) {
  update(model.kind, model.propagators(dt), {0, 0}, current, neuron);
  return neuron;
}

}  // namespace

TEMPLATE_TEST_CASE("two leaps make the leap over both", "", IafPscExp, IafPscAlpha) {
  const bool holds = rc::check("the propagators are a semigroup", [](std::uint64_t seed) {
    Dice dice(seed);
    const LifModel model = lif_model_of(random_model<TestType>(dice));
    const double dt1 = std::exp(dice.real(-5, 12));
    const double dt2 = std::exp(dice.real(-5, 12));
    const double current = dice.real(-500, 500);
    LifNeuron<double> start;
    start.V = dice.real(-20, 20);
    start.I = {dice.real(-1000, 1000), dice.real(-1000, 1000)};
    start.dI = {dice.real(-1000, 1000), dice.real(-1000, 1000)};
    const LifNeuron<double> in_two = leap(model, dt2, current, leap(model, dt1, current, start));
    const LifNeuron<double> at_once = leap(model, dt1 + dt2, current, start);
    // What rounding may do is relative to the largest that the potential can have been.
    double scale =
        std::abs(start.V) + std::abs(current) * model.membrane.tau_m / model.membrane.C_m;
    for (std::size_t r = 0; r < 2; ++r) {
      const double I = std::abs(start.I[r]) + std::abs(start.dI[r]) * model.tau_syn[r];
      scale += I * model.membrane.tau_m / model.membrane.C_m;
      RC_ASSERT(std::abs(in_two.I[r] - at_once.I[r]) <= 1e-12 * I);
    }
    RC_ASSERT(std::abs(in_two.V - at_once.V) <= 1e-12 * scale);
  });
  CHECK(holds);
}

TEMPLATE_TEST_CASE("after a long leap only the steady state is left", "", IafPscExp, IafPscAlpha) {
  const bool holds = rc::check("the potential is at rest", [](std::uint64_t seed) {
    Dice dice(seed);
    const LifModel model = lif_model_of(random_model<TestType>(dice));
    const double dt = std::pow(10.0, dice.real(5, 11));  // ms
    const double current = dice.real(-500, 500);
    LifNeuron<double> start{.V = 10, .I = {1000, -300}, .dI = {}};
    if (model.kind == LifKind::kAlpha2) start.dI = {100, 50};
    const LifNeuron<double> end = leap(model, dt, current, start);
    const double steady = current * model.membrane.tau_m / model.membrane.C_m;
    RC_ASSERT(std::abs(end.V - steady) <= 1e-9 * (1 + std::abs(steady)));
    for (std::size_t r = 0; r < 2; ++r) RC_ASSERT(std::abs(end.I[r]) + std::abs(end.dI[r]) < 1e-9);
  });
  CHECK(holds);
}

TEMPLATE_TEST_CASE("the bounds of what currents can still cause hold", "", IafPscExp, IafPscAlpha) {
  const bool holds = rc::check("no potential exceeds its bound", [](std::uint64_t seed) {
    Dice dice(seed);
    const LifModel model = lif_model_of(random_model<TestType>(dice));
    for (std::size_t r = 0; r < 2; ++r) {
      LifNeuron<double> of_I;
      LifNeuron<double> of_dI;
      of_I.I[r] = of_dI.dI[r] = 1;
      for (double t = 1e-3; t < 1e4; t *= 1.1) {
        RC_ASSERT(leap(model, t, 0, of_I).V <= model.peak_from_I()[r] * (1 + 1e-12));
        RC_ASSERT(leap(model, t, 0, of_dI).V <= model.peak_from_dI()[r] * (1 + 1e-12));
      }
    }
  });
  CHECK(holds);
}

}  // namespace engram::test
