#include <rapidcheck.h>

#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/neuron/lif_group.hpp"
#include "core/registry/built_in_models.hpp"
#include "core/support/slow_twin.hpp"
#include "core/support/twin_networks.hpp"
#include "core/support/visit_model.hpp"
#include "core/synapse/connectome.hpp"

// Neurons that sleep: they must miss no spike and cost nothing.

namespace engram::test {
namespace {

constexpr Step kNothing = std::numeric_limits<Step>::max();

/// One sleeping neuron that receives units of weight 1.
struct Sleeper {
  std::unique_ptr<NeuronGroup> group;
  std::vector<std::uint32_t> fired;

  Sleeper(const NeuronModel& model, double V_m) {
    LifGroupSpec spec;
    spec.model = lif_model_of(model);
    spec.precision = Precision::kDouble;
    spec.step = kTicksPerMs / 10;
    spec.slice = {.population = 0, .first = 0, .count = 1, .slot = 0};
    spec.inputs[0].wide_unit = 1;
    spec.initial_V_m = {&V_m, 1};
    group = make_sleeping_lif(spec);
  }

  void receive(std::int64_t weight, Step step) {
    const Arrival arrival{.neuron = 0, .receptor = 0, .narrow = false, .units = weight};
    group->receive({&arrival, 1});
    group->advance(step, fired);
  }

  /// Advances while it is awake; the step after which it sleeps.
  Step advance_until_rest(Step now) {
    while (group->next_activity(now) != kNothing) group->advance(++now, fired);
    return now;
  }
};

IafPscExp quiet_exp() {
  IafPscExp model;
  model.tau_syn_in = model.tau_syn_ex;
  return model;
}

/// A target that gets one spike at step 3 and is recorded. The spike's weight makes its potential
/// peak at (1 + excess) times the way to the threshold.
Network near_threshold(const NeuronModel& model, double excess) {
  Network network = empty_network(60);
  const PopulationIndex source = add_spike_train(network, {0.2});
  const PopulationIndex target = add_neurons(network, model);
  connect(network, source, target, 1, 0.1);
  const LifParameters lif = visit_model(
      [](const auto& m) -> LifParameters {
        if constexpr (requires { m.tau_m; }) return m;
        return {};
      },
      model);
  const double rest = lif.E_L + lif.I_e * lif.tau_m / lif.C_m;
  network.populations[target].initial_V_m = Distribution{Constant{rest}};
  const std::vector<double> V_m = run_slowly(network).V_m[target][0];
  const double peak = *std::ranges::max_element(V_m) - rest;
  std::get<ExplicitList>(network.projections[0].rule).connections[0].weight =
      (lif.V_th - rest) * (1 + excess) / peak;
  return network;
}

}  // namespace

TEST_CASE("a neuron sleeps unless something could make it fire") {
  IafPscExp model = quiet_exp();
  SECTION("at rest") { CHECK(Sleeper(model, -70).group->next_activity(0) == kNothing); }
  SECTION("depolarised, but without current") {
    CHECK(Sleeper(model, -56).group->next_activity(0) == kNothing);
  }
  SECTION("above the threshold from the start") {
    Sleeper sleeper(model, -50);
    CHECK(sleeper.group->next_activity(0) == 1);
    sleeper.advance_until_rest(0);
    CHECK(sleeper.fired.size() == 1);
  }
  SECTION("driven across by its own current") {
    model.I_e = 400;
    CHECK(Sleeper(model, -70).group->next_activity(0) == 1);
  }
  SECTION("its own current is not enough") {
    model.I_e = 370;
    CHECK(Sleeper(model, -70).group->next_activity(0) == kNothing);
  }
}

TEST_CASE("after an input that cannot make it fire a neuron sleeps again at once") {
  Sleeper sleeper(quiet_exp(), -70);
  for (const Step step : {5, 6, 1000, 100'000}) {
    sleeper.receive(500, step);  // of 1875 pA that could reach the threshold
    CHECK(sleeper.group->next_activity(step) == kNothing);
  }
  CHECK(sleeper.fired.empty());
}

TEST_CASE("a neuron stays awake while a current could make it fire, and sleeps again") {
  Sleeper sleeper(quiet_exp(), -70);
  sleeper.receive(2100, 5);  // the bound does not exclude it, the potential never gets there
  CHECK(sleeper.group->next_activity(5) == 6);
  const Step rest = sleeper.advance_until_rest(5);
  CHECK(rest < 50);
  CHECK(sleeper.fired.empty());
  sleeper.receive(20'000, 1000);  // crosses while the current rises the potential
  CHECK(sleeper.fired.empty());
  CHECK(sleeper.advance_until_rest(1000) < 1200);
  CHECK(sleeper.fired.size() >= 1);
}

TEST_CASE("a delta input can make a sleeping neuron fire in the same step") {
  Sleeper sleeper(IafPscDelta{}, -70);
  sleeper.receive(15, 100);
  CHECK(sleeper.fired == std::vector<std::uint32_t>{0});
  CHECK(sleeper.advance_until_rest(100) - 100 <= 22);
}

TEST_CASE("sleeping neurons cost nothing while nothing arrives") {
  Network network = empty_network(10'000);
  const PopulationIndex source = add_spike_train(network, {100, 5000, 9000});
  const PopulationIndex target = add_neurons(network, quiet_exp(), Precision::kSingle, 1000);
  network.populations[target].sleep = Sleep::kAlways;
  Projection projection;
  projection.source = source;
  projection.target = target;
  projection.rule = AllToAll{};
  projection.weight = {Constant{100}};
  projection.delay = {Constant{50}};
  network.projections.push_back(projection);
  std::array<std::atomic<std::int64_t>, 2> steps{};
  SimulationOptions options;
  options.partitions = 1;  // of the sources, and of the neurons that sleep
  options.threads = 1;     // with two, each partition may follow the other step by step
  options.before_step = [&](unsigned partition, std::int64_t) { ++steps.at(partition); };
  Simulation simulation(network, options);
  simulation.run();
  const std::uint16_t partition = simulation.connectome().partitioning.owners()[1];
  // Only those for the windows of 50 ms and the engine's limits, not 100,000.
  CHECK(steps.at(partition) < 10'000);
}

TEMPLATE_TEST_CASE("no crossing is missed and none invented close to the threshold", "", IafPscExp,
                   IafPscAlpha) {
  const bool holds = rc::check("sleeping and swept neurons fire alike", [](std::uint64_t seed) {
    Dice dice(seed);
    TestType model;
    model.tau_m = std::exp(dice.real(0, 4));
    model.tau_syn_ex = std::exp(dice.real(-1, 4));
    model.tau_syn_in = dice.one_in(2) ? model.tau_syn_ex.value() : 3.0;
    model.C_m = dice.real(50, 400);
    const double rheobase = (model.V_th - model.E_L) * model.C_m / model.tau_m;
    model.I_e = dice.one_in(2) ? 0 : dice.real(-1, 0.999) * rheobase;
    const double excess = dice.one_of({-1.0, 1.0}) * std::pow(10, dice.real(-7, 0));
    Network network = near_threshold(model, excess);
    const SlowRun expected = run_slowly(network);
    RC_PRE(expected.closest > 1e-9);
    RC_CLASSIFY(!expected.spikes[1].empty(), "fires");
    network.populations[1].sleep = Sleep::kAlways;
    std::vector<std::pair<std::int64_t, std::uint32_t>> spikes;
    const Recorded run = simulate(network);
    for (const std::int64_t step : spike_steps(network, run, 1)) spikes.emplace_back(step, 0);
    RC_ASSERT(spikes == expected.spikes[1]);
  });
  CHECK(holds);
}

TEMPLATE_TEST_CASE("potentials are right after long rests", "", IafPscExp, IafPscAlpha) {
  // A synaptic current that outlasts the membrane, and rests longer than any table of propagators.
  TestType model;
  model.tau_syn_ex = GENERATE(1.0, 300.0);
  Network network = empty_network(30'000);
  const PopulationIndex source = add_spike_train(network, {1, 2, 10'000, 25'000});
  const PopulationIndex swept = add_neurons(network, model);
  const PopulationIndex asleep = add_neurons(network, model);
  network.populations[asleep].sleep = Sleep::kAlways;
  connect(network, source, swept, 50, 1);
  connect(network, source, asleep, 50, 1);
  for (const PopulationIndex p : {swept, asleep}) {
    network.state_recorders.push_back({{p, {}}, {"V_m", "I_syn"}, 500.3});
  }
  const Recorded run = simulate(network);
  const auto& expected = run.sink.samples_of(0);
  const auto& found = run.sink.samples_of(1);
  REQUIRE(expected.size() == 59);
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(std::abs(found[i].values[0] - expected[i].values[0]) < 1e-9);
    CHECK(std::abs(found[i].values[1] - expected[i].values[1]) < 1e-9);
  }
}

}  // namespace engram::test
