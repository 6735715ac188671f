#include <catch2/catch.hpp>

#include "core/base/error.hpp"
#include "core/check/estimate.hpp"
#include "core/check/require_runnable.hpp"
#include "core/check/validate.hpp"
#include "core/support/quadratic_neuron.hpp"
#include "core/support/small_network.hpp"

// A model from outside the library, in C++.

namespace engram::test {
namespace {

constexpr std::uint32_t kNeurons = 130;
constexpr double kStep = 0.1;  // ms
const char* const kReceptors[] = {"fast", "slow", "slowest"};

/// Neuron i has the threshold -40 + i/5 mV.
std::vector<double> thresholds() {
  std::vector<double> V_th;
  for (std::uint32_t i = 0; i < kNeurons; ++i) V_th.push_back(-40 + i / 5.0);
  return V_th;
}

std::vector<double> volleys() { return {1, 5, 5.5, 6, 20, 20.3, 31, 32, 33, 34, 50}; }

/// Spike trains onto all three receptors, by weights that differ and weights that do not.
Network quadratic_network() {
  Network network = empty_network(80, kStep);
  QuadraticNeuron model;
  model.V_th = thresholds();
  const PopulationIndex neurons = add_neurons(network, model, Precision::kDouble, kNeurons);
  network.populations[neurons].sleep = Sleep::kAuto;
  const PopulationIndex source = add_spike_train(network, volleys());
  for (int r = 0; r < 3; ++r) {
    network.projections.push_back({.source = source,
                                   .target = neurons,
                                   .rule = AllToAll{},
                                   .weight = {Constant{10.0 / (r + 1)}},
                                   .delay = {Constant{1.0 + r}},
                                   .storage = r == 1 ? WeightStorage::kF32 : WeightStorage::kAuto,
                                   .receptor = kReceptors[r]});
  }
  network.state_recorders.push_back({{neurons, {0, 64, 129}}, {"I_slowest", "V_m"}, 0.5});
  return network;
}

/// What every neuron does, one after another: its spikes as steps, V_m and I_slowest by step.
struct Reference {
  std::vector<std::vector<std::int64_t>> spikes{kNeurons};
  std::vector<std::vector<double>> V_m{kNeurons};
  std::vector<std::vector<double>> I_slowest{kNeurons};
};

Reference by_hand() {
  Reference result;
  for (std::uint32_t i = 0; i < kNeurons; ++i) {
    double V_m = -65;
    double I[3] = {};
    for (std::int64_t step = 1; step <= 800; ++step) {
      double input[3] = {};
      for (const double t : volleys()) {
        for (int r = 0; r < 3; ++r) {
          if (std::llround((t + 1 + r) / kStep) == step) input[r] += 10.0 / (r + 1);
        }
      }
      if (step_quadratic({}, thresholds()[i], kStep, input, V_m, I)) {
        result.spikes[i].push_back(step);
      }
      result.V_m[i].push_back(V_m);
      result.I_slowest[i].push_back(I[2]);
    }
  }
  return result;
}

}  // namespace

TEST_CASE("a registered model is validated, run and recorded by its descriptor") {
  const Network network = quadratic_network();
  CHECK_NOTHROW(validate(network));
  CHECK_NOTHROW(require_runnable(network));
  CHECK(estimate(network).neurons == kNeurons + 1);
  const Reference expected = by_hand();
  const Recorded run = simulate(network, {.threads = 2, .partitions = 2});
  std::size_t spikes = 0;
  for (std::uint32_t i = 0; i < kNeurons; ++i) {
    CHECK(spike_steps(network, run, 0, i) == expected.spikes[i]);
    spikes += expected.spikes[i].size();
  }
  CHECK(spikes > kNeurons);
  CHECK(expected.spikes.front().size() > expected.spikes.back().size());
  const std::uint32_t chosen[] = {0, 64, 129};
  for (const CollectingSink::Sample& sample : run.sink.samples_of(0)) {
    const auto at = static_cast<std::size_t>(sample.time / network.clock.step()) - 1;
    for (std::size_t k = 0; k < 3; ++k) {
      CHECK(sample.values[k] == Approx(expected.I_slowest[chosen[k]][at]));
      CHECK(sample.values[3 + k] == Approx(expected.V_m[chosen[k]][at]));
    }
  }
}

TEST_CASE("however it is cut, its spikes are the same") {
  Network network = quadratic_network();
  QuadraticNeuron& model = network.populations[0].model.as<QuadraticNeuron>();
  model.V_th = Distribution{Normal{-30, 4}, -44, -10};
  network.devices.push_back(
      PoissonDrive{.target = 0, .rate = 3000, .weight = 2, .receptor = "slow"});
  const RunResult whole = Simulation(network, {.threads = 1, .partitions = 1}).run();
  const RunResult cut = Simulation(network, {.threads = 2, .partitions = 3}).run();
  CHECK(whole.spikes > kNeurons);
  CHECK(whole.spike_hash == cut.spike_hash);
}

TEST_CASE("what a registered model does not have is refused") {
  const auto refused = [](auto change, const char* what) {
    Network network = quadratic_network();
    change(network);
    CHECK_THROWS_WITH(validate(network), Catch::Contains(what));
  };
  refused([](Network& n) { n.projections[0].receptor = "faster"; },
          "no receptor \"faster\"; valid: fast, slow, slowest");
  refused([](Network& n) { n.state_recorders[0].variables = {"I_syn"}; },
          "quadratic has no I_syn; valid: V_m, I_fast");
  refused([](Network& n) { n.clock = Clock::any_time(); }, "needs the clock of a grid");
  refused([](Network& n) { n.populations[0].sleep = Sleep::kAlways; }, "AUTO or NEVER");
  refused([](Network& n) { n.devices.push_back(StepCurrent{0, {0}, {1}}); }, "currents");
  const auto with_threshold = [](const Parameter& V_th) {
    return [=](Network& n) { n.populations[0].model.as<QuadraticNeuron>().V_th = V_th; };
  };
  refused(with_threshold(-46), "V_th is -46 mV; it must be at least -45 mV");
  refused(with_threshold(std::vector<double>{1, 2}), "table of V_th has 2 values for 130 neurons");
  refused(with_threshold(Distribution{Uniform{-50, 0}}), "V_th is -49.99");
  refused(with_threshold(Distribution{Normal{0, -1}}), "V_th: ");
}

}  // namespace engram::test
