#include "core/support/exact_reference.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/error.hpp"
#include "core/registry/built_in_models.hpp"
#include "core/support/exact_networks.hpp"
#include "core/support/visit_model.hpp"

// The exact reference against closed forms and against cases worked by hand.

namespace engram::test {
namespace {

std::vector<Real> times_of(const ExactRun& run, PopulationIndex population) {
  std::vector<Real> result;
  for (const ExactSpike& spike : run.spikes.at(population)) result.push_back(spike.time);
  return result;
}

void check_near(const Real& value, const Real& expected, const Real& tolerance = Real("1e-40")) {
  INFO(value << " instead of " << expected);
  CHECK(abs(value - expected) <= tolerance);
}

/// Population 0 the neuron, population 1 a source for each input; delays of 1 ms.
struct Input {
  double arrival = 0;  ///< ms, whole ticks
  double weight = 0;
};
Network with_inputs(const NeuronModel& model, const std::vector<Input>& inputs, double duration) {
  Network network = continuous_network(duration);
  add_exact(network, model);
  SpikeTrains trains;
  for (const Input& input : inputs) trains.times.push_back({input.arrival - 1});
  add_exact(network, trains, inputs.size());
  ExplicitList& list = add_list(network, 1, 0);
  for (std::uint32_t i = 0; i < inputs.size(); ++i) {
    list.connections.push_back({i, 0, inputs[i].weight, 1});
  }
  return network;
}

template <class Model>
Model quiet(Model model = {}) {
  model.V_th = 1000;
  return model;
}

TEMPLATE_TEST_CASE("exact reference: intervals under a constant current", "", IafPscExp,
                   IafPscAlpha, IafPscDelta) {
  TestType parameters;
  parameters.t_ref = GENERATE(0.0, 0.123456789, 2.0);
  parameters.V_reset = GENERATE(-70.0, -76.5);
  parameters.I_e = GENERATE(375.001, 400.0, 5000.0);
  const LifMembrane model = numbers_of(parameters);
  Network network = continuous_network(600);
  add_exact(network, parameters, 2);
  const ExactRun run = run_exactly(network);

  const Real steady = Real(model.I_e) * model.tau_m / model.C_m;
  const auto charging = [&](double from) {
    return model.tau_m * log((steady - (Real(from) - model.E_L)) / (steady - 15));
  };
  const Real first = charging(model.E_L);
  const Real interval = charging(model.V_reset) + real_ms(ticks_from_ms(model.t_ref));
  const std::vector<Real> times = times_of(run, 0);
  REQUIRE(times.size() == 2 * (1 + floor((600 - first) / interval).convert_to<std::size_t>()));
  for (std::size_t k = 0; k < times.size(); ++k) {
    check_near(times[k], first + interval * (k / 2));
    CHECK(run.spikes[0][k].neuron == k % 2);
    CHECK_FALSE(run.spikes[0][k].exact);
    check_near(run.spikes[0][k].slope, (steady - 15) / model.tau_m);
  }
}

TEST_CASE("exact reference: the response to one input of each kind") {
  const double tau_syn = GENERATE(2.0, 10.0);
  const Real w = 123.25;
  const Real C = 250;
  const std::vector<Real> spans{0, 0.001, 1, 7.3, 60};
  ExactOptions options;
  for (const Real& span : spans) options.probes.push_back({0, 0, 5 + span});
  const auto samples = [&](auto model, double weight) {
    if constexpr (requires { model.tau_syn_ex; }) model.tau_syn_ex = model.tau_syn_in = tau_syn;
    return run_exactly(with_inputs(model, {{5, weight}}, 100), options).samples;
  };
  const auto exp_ex = samples(quiet<IafPscExp>(), 123.25);
  const auto exp_in = samples(quiet<IafPscExp>(), -123.25);
  const auto alpha = samples(quiet<IafPscAlpha>(), 123.25);
  const auto delta = samples(quiet<IafPscDelta>(), 1.5);
  const Real e = exp(Real(1));
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const Real& t = spans[i];
    const Real slow = exp(-t / 10);
    const Real fast = exp(-t / Real(tau_syn));
    const Real d = 1 / Real(tau_syn) - 1 / Real(10);
    const Real exp_V = d == 0 ? Real(t * slow) : Real((slow - fast) / d);
    const Real alpha_V =
        d == 0 ? Real(t * t * slow / 2) : Real((slow - fast) / (d * d) - t * fast / d);
    check_near(exp_ex[i].V_m, -70 + w / C * exp_V);
    check_near(exp_ex[i].I_ex, w * fast);
    CHECK(exp_ex[i].I_in == 0);
    check_near(exp_in[i].V_m, -70 - w / C * exp_V);
    check_near(exp_in[i].I_in, -w * fast);
    check_near(alpha[i].V_m, -70 + w / C * e / tau_syn * alpha_V);
    check_near(alpha[i].I_ex, w * e / tau_syn * t * fast);
    check_near(delta[i].V_m, -70 + Real(1.5) * slow);
  }
}

TEST_CASE("exact reference: crosses and falls again between two inputs") {
  // With tau_m = 2 tau_syn, u = 10 (w / C) (x - x^2) where x = exp(-t / 10). For w / C = 8 the
  // threshold of 15 is reached at x = 3/4 and left at x = 1/4; the peak is 20, at x = 1/2.
  IafPscExp model;
  model.tau_syn_ex = 5;
  model.t_ref = 100;
  const ExactRun run = run_exactly(with_inputs(model, {{3, 2000}, {90, 1}}, 100));
  REQUIRE(run.spikes[0].size() == 1);
  check_near(run.spikes[0][0].time, 3 + 10 * log(Real(4) / 3));
  check_near(run.spikes[0][0].slope, 8 * (2 * Real(9) / 16 - Real(3) / 4));

  // A peak of 15 (1 - 2^-34), and one of 15 (1 + 2^-34).
  const auto peak_of = [&](double relative) {
    return run_exactly(with_inputs(model, {{3, 1500 * (1 + relative)}, {90, 1}}, 100));
  };
  const ExactRun below = peak_of(-0x1p-34);
  CHECK(below.spikes[0].empty());
  check_near(below.closest, 15 * Real(0x1p-34));
  const ExactRun above = peak_of(0x1p-34);
  REQUIRE(above.spikes[0].size() == 1);
  // x - x^2 = (1/4) / (1 + r) where x = 1/2 + sqrt(r / (1 + r)) / 2.
  const Real r = Real(0x1p-34);
  check_near(above.spikes[0][0].time, 3 - 10 * log((1 + sqrt(r / (1 + r))) / 2), Real("1e-34"));
  check_near(above.closest, 15 * r);
}

TEST_CASE("exact reference: jumps are summed before the threshold is tested") {
  IafPscDelta model;
  model.t_ref = 2;
  CHECK(times_of(run_exactly(with_inputs(model, {{3, 20}, {3, -5.5}}, 9)), 0).empty());
  const ExactRun reached = run_exactly(with_inputs(model, {{3, 5}, {3, 15}, {3, -5}}, 9));
  REQUIRE(reached.spikes[0].size() == 1);
  check_near(reached.spikes[0][0].time, 3);
  CHECK(reached.spikes[0][0].exact);
  CHECK(reached.spikes[0][0].slope == 0);
  CHECK(reached.equalities == 1);

  IntFire unit;
  CHECK(times_of(run_exactly(with_inputs(unit, {{3, 0.75}, {3, 0.25}}, 9)), 0).empty());
  CHECK(times_of(run_exactly(with_inputs(unit, {{3, 0.75}, {3, 0.5}}, 9)), 0).size() == 1);
  // m = 0.75 exp(-0.2) + 0.4 = 1.014 and m = 0.75 exp(-0.3) + 0.4 = 0.956
  CHECK(times_of(run_exactly(with_inputs(unit, {{3, 0.75}, {5, 0.4}}, 9)), 0).size() == 1);
  CHECK(times_of(run_exactly(with_inputs(unit, {{3, 0.75}, {6, 0.4}}, 9)), 0).empty());
}

TEST_CASE("exact reference: inputs of the refractory time are lost, one at its end counts") {
  const double tick = 1e-9;
  const auto second_spikes = [&](const NeuronModel& model, double strong, double arrival) {
    const Network network = with_inputs(model, {{3, strong}, {arrival, strong}}, 20);
    return run_exactly(network).spikes[0].size() - 1;
  };
  IafPscDelta delta;
  delta.t_ref = 2;
  IntFire unit;
  unit.t_ref = 2;
  for (const double arrival : {3 + tick, 4.0, 5 - tick}) {
    CHECK(second_spikes(delta, 20, arrival) == 0);
    CHECK(second_spikes(unit, 2, arrival) == 0);
  }
  for (const double arrival : {5.0, 5 + tick}) {
    CHECK(second_spikes(delta, 20, arrival) == 1);
    CHECK(second_spikes(unit, 2, arrival) == 1);
  }
  delta.t_ref = 0;
  CHECK(second_spikes(delta, 20, 3 + tick) == 1);
}

TEST_CASE("exact reference: the potential is held while currents go on") {
  IafPscExp model;
  model.t_ref = 4;
  model.V_reset = -72;
  ExactOptions options;
  for (const double t : {4.0, 6.0, 8.0}) options.probes.push_back({0, 0, t});
  const Network network = with_inputs(model, {{3, 1e6}, {5, 100}}, 20);
  const ExactRun run = run_exactly(network, options);
  REQUIRE(run.spikes[0].size() >= 2);
  const Real fired = run.spikes[0][0].time;
  CHECK((fired > 3 && fired < 3.01));
  CHECK(run.samples[0].V_m == -72);
  CHECK(run.samples[1].V_m == -72);
  check_near(run.samples[1].I_ex, 1e6 * exp(-Real(3) / 2) + 100 * exp(-Real(1) / 2), Real("1e-38"));
  const Real again = run.spikes[0][1].time;
  CHECK(again > fired + 4);
  CHECK(again < fired + 4.1);
}

TEST_CASE("exact reference: a neuron that starts at the threshold fires at once") {
  Network network = continuous_network(5);
  add_exact(network, GENERATE(as<NeuronModel>{}, IafPscExp{}, IafPscAlpha{}, IafPscDelta{}));
  network.populations[0].initial_V_m = Distribution{Constant{GENERATE(-55.0, -40.0)}};
  if (GENERATE(false, true)) network.devices.push_back(StepCurrent{0, {0}, {10}});
  const ExactRun run = run_exactly(network);
  REQUIRE(run.spikes[0].size() == 1);
  CHECK(run.spikes[0][0].time == real_ms(Time{0, 1}));
  CHECK(run.spikes[0][0].exact);
}

TEST_CASE("exact reference: step currents flow from each time to the next") {
  Network network = continuous_network(50);
  add_exact(network, quiet<IafPscDelta>());
  network.devices.push_back(StepCurrent{0, {2.5, 10}, {100, -50}});
  network.devices.push_back(StepCurrent{0, {10, 20}, {30, 0}});
  ExactOptions options;
  for (const double t : {2.5, 10.0, 20.0, 50.0}) options.probes.push_back({0, 0, t});
  const std::vector<ExactSample> samples = run_exactly(network, options).samples;
  const auto toward = [](const Real& from, double current, double span) -> Real {
    const Real steady = current / Real(25);
    return steady + (from - steady) * exp(-Real(span) / 10);
  };
  const Real at_10 = toward(0, 100, 7.5);
  const Real at_20 = toward(at_10, -20, 10);
  check_near(samples[0].V_m, -70);
  check_near(samples[1].V_m, -70 + at_10);
  check_near(samples[2].V_m, -70 + at_20);
  check_near(samples[3].V_m, -70 + toward(at_20, -50, 30));
}

TEST_CASE("exact reference: relays repeat every spike, at once") {
  Network network = continuous_network(10);
  add_exact(network, SpikeTrains{{{1, 2, 2}}});
  add_exact(network, Replay{{{Time{7 * kTicksPerMs, 77}}}});
  add_exact(network, Relay{});
  add_list(network, 0, 2).connections = {{0, 0, -3, 0.5}, {0, 0, 0, 1}};
  add_list(network, 1, 2).connections = {{0, 0, 1, 3}, {0, 0, 1, 3.5}};
  const ExactRun run = run_exactly(network);
  const std::vector<Real> times = times_of(run, 2);
  const std::vector<Real> expected{1.5, 2, 2.5, 2.5, 3, 3, real_ms(Time{10 * kTicksPerMs, 77})};
  REQUIRE(times.size() == 7);  // the last tick is of the run, fractions too; 10.5 ms is behind it
  for (std::size_t i = 0; i < times.size(); ++i) check_near(times[i], expected[i]);
}

TEST_CASE("exact reference: a network beyond it is refused") {
  Network network = continuous_network(10);
  add_exact(network, IafPscExp{});
  SECTION("model") { add_exact(network, PoissonPopulation{5}); }
  SECTION("rule") { network.projections.push_back({0, 0, AllToAll{}}); }
  SECTION("delay") { add_list(network, 0, 0).connections = {{0, 0, 1, 0}}; }
  SECTION("neuron") { add_list(network, 0, 0).connections = {{0, 1, 1, 1}}; }
  SECTION("device") { network.devices.push_back(PoissonDrive{}); }
  SECTION("initial V_m") { network.populations[0].initial_V_m = Distribution{Uniform{-70, -60}}; }
  CHECK_THROWS_AS(run_exactly(network), UserError);
}

TEST_CASE("exact reference: perturbations have the described effect") {
  const Network network = with_inputs(IafPscExp{}, {{3, 5000}, {20, 5000}}, 40);
  const ExactRun run = run_exactly(network);
  REQUIRE(run.spikes[0].size() >= 2);
  CHECK(agreement(run, run, 0) == std::numeric_limits<Real>::infinity());
  const auto disturbed = [&](const Perturbation& perturbation) {
    ExactOptions options;
    options.perturbation = perturbation;
    return run_exactly(network, options);
  };
  Perturbation shift;
  shift.arrival_shift = 1e-16;
  check_near(disturbed(shift).spikes[0][0].time - run.spikes[0][0].time, 1e-16);
  Perturbation stretch;
  stretch.arrival_stretch = 1e-16;
  check_near(disturbed(stretch).spikes[0][0].time - run.spikes[0][0].time, 3 * Real(1e-16));
  Perturbation late;
  late.crossing_shift = 1e-16;
  check_near(disturbed(late).spikes[0][0].time - run.spikes[0][0].time, 1e-16);
  CHECK(agreement(run, disturbed(late), 1e-10) == std::numeric_limits<Real>::infinity());
  CHECK(agreement(run, disturbed(late), 0) == run.spikes[0][0].time);
  Perturbation potential;
  potential.initial_potential = {0, 0, 1e-6};
  const ExactSpike& first = run.spikes[0][0];
  const Real effect = 1e-6 * exp(-first.time / 10) / first.slope;
  check_near(disturbed(potential).spikes[0][0].time, first.time - effect, 1e-11);
}

TEST_CASE("exact reference: moments whose order is in danger are reported") {
  // The current crosses at 10 ln(400 / 25); an input arrives a millionth of a ms later.
  IafPscDelta model;
  model.I_e = 400;
  const double crossing = 10 * std::log(400.0 / 25);
  CHECK(run_exactly(with_inputs(model, {{10, 0.001}}, 40)).nearest_tie == 1);
  const Real tie = run_exactly(with_inputs(quiet(model), {{10, 1}, {10.5, 1}}, 40)).nearest_tie;
  CHECK(tie == 1);  // both are exact
  const Real near = run_exactly(with_inputs(model, {{crossing + 1e-6, 1}}, 40)).nearest_tie;
  check_near(near, 1e-6, 1e-8);
}

}  // namespace
}  // namespace engram::test
