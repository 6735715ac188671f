#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "core/support/small_network.hpp"

// What happens to input during the refractory time, as NEST's models define it: synaptic currents
// go on, the potential is held at reset, and what makes it jump (delta synapses) is lost.

namespace engram::test {
namespace {

constexpr double kStep = 0.1;
constexpr std::int64_t kSpike = 20;  // the step at which every neuron here is made to fire

/// A neuron that a huge current carries over the threshold at step kSpike and at no other.
template <class Model>
struct Kicked {
  Network network = empty_network(10, kStep);
  PopulationIndex neuron;
  std::uint32_t recorder;

  Kicked(const Model& model, Precision precision) {
    neuron = add_neurons(network, model, precision);
    const double at = kSpike * kStep;
    network.devices.push_back(StepCurrent{neuron, {at - kStep, at}, {1e6, 0}});
    recorder = record_V_m(network, neuron);
  }

  void receive(double weight, std::int64_t step) {
    const PopulationIndex source =
        add_spike_train(network, {static_cast<double>(step - 1) * kStep});
    connect(network, source, neuron, weight, kStep);
  }

  std::vector<double> V_m() const { return V_m_by_step(network, simulate(network), recorder); }
  std::vector<std::int64_t> spikes() const {
    return spike_steps(network, simulate(network), neuron);
  }
};

template <class Model>
Model with_t_ref(double t_ref) {
  Model model;
  model.t_ref = t_ref;
  model.V_reset = -72;
  return model;
}

}  // namespace

TEMPLATE_TEST_CASE("the potential is held at reset for t_ref", "", IafPscExp, IafPscAlpha,
                   IafPscDelta) {
  const auto precision = GENERATE(Precision::kDouble, Precision::kSingle);
  const std::int64_t steps = GENERATE(0, 1, 2, 20);
  const auto model = with_t_ref<TestType>(static_cast<double>(steps) * kStep);
  const Kicked<TestType> kicked(model, precision);
  CHECK(kicked.spikes() == std::vector<std::int64_t>{kSpike});
  const std::vector<double> V_m = kicked.V_m();
  for (std::int64_t i = kSpike; i <= kSpike + steps; ++i) {
    CHECK(V_m[static_cast<std::size_t>(i)] == Approx(model.V_reset).epsilon(1e-12));
  }
  // Then it relaxes, from the step after on.
  const double relaxed = model.E_L + (model.V_reset - model.E_L) * std::exp(-kStep / model.tau_m);
  CHECK(V_m[static_cast<std::size_t>(kSpike + steps + 1)] == Approx(relaxed).epsilon(1e-8));
}

TEST_CASE("synaptic currents go on during the refractory time") {
  const auto precision = GENERATE(Precision::kDouble, Precision::kSingle);
  const double weight = 300;
  const auto model = with_t_ref<IafPscExp>(2);
  Kicked<IafPscExp> kicked(model, precision);
  kicked.receive(weight, kSpike + 5);
  const std::vector<double> V_m = kicked.V_m();
  const std::int64_t end = kSpike + 20;  // last refractory step
  CHECK(V_m[static_cast<std::size_t>(end)] == Approx(model.V_reset).epsilon(1e-12));
  const double I = weight * std::exp(-15 * kStep / model.tau_syn_ex);
  const double x = 1 / model.tau_syn_ex - 1 / model.tau_m;
  for (std::int64_t k = 1; k < 50; ++k) {
    const double t = static_cast<double>(k) * kStep;
    const double expected =
        model.E_L + (model.V_reset - model.E_L) * std::exp(-t / model.tau_m) +
        I / model.C_m * (std::exp(-t / model.tau_m) - std::exp(-t / model.tau_syn_ex)) / x;
    CHECK(V_m[static_cast<std::size_t>(end + k)] ==
          Approx(expected).epsilon(precision == Precision::kDouble ? 1e-12 : 1e-6));
  }
}

TEST_CASE("delta input is lost during the refractory time") {
  const auto precision = GENERATE(Precision::kDouble, Precision::kSingle);
  const std::int64_t steps = GENERATE(0, 1, 20);
  const auto model = with_t_ref<IafPscDelta>(static_cast<double>(steps) * kStep);
  const std::vector<double> without = Kicked<IafPscDelta>(model, precision).V_m();
  for (const std::int64_t arrival : {std::int64_t{0}, steps / 2, steps, steps + 1}) {
    Kicked<IafPscDelta> kicked(model, precision);
    kicked.receive(5, kSpike + arrival);
    const std::vector<double> V_m = kicked.V_m();
    // What arrives at the moment of the spike or while refractory leaves no trace.
    const auto at = static_cast<std::size_t>(kSpike + arrival);
    const bool lost = arrival <= steps;
    CHECK(V_m[at] - without[at] == Approx(lost ? 0 : 5).margin(1e-5));
    CHECK((V_m.back() != without.back()) == !lost);
  }
}

TEMPLATE_TEST_CASE("without refractory time a neuron can fire at every step", "", IafPscExp,
                   IafPscAlpha, IafPscDelta) {
  auto model = with_t_ref<TestType>(0);
  model.I_e = 1e6;
  Network network = empty_network(3, kStep);
  const PopulationIndex neuron = add_neurons(network, model);
  CHECK(spike_steps(network, simulate(network), neuron).size() == 30);
}

TEST_CASE("a threshold reached exactly makes a spike") {
  IafPscDelta model;
  model.tau_m = 1e12;  // no leak, so that the sum is exact
  Network network = empty_network(3, kStep);
  const PopulationIndex neuron = add_neurons(network, model);
  const PopulationIndex source = add_spike_train(network, {0.5, 1, 1.5});
  connect(network, source, neuron, model.V_th - model.E_L, 0.1);
  const PopulationIndex below = add_neurons(network, model);
  connect(network, source, below, (model.V_th - model.E_L) * 0.3333, 0.1);
  const Recorded run = simulate(network);
  CHECK(spike_steps(network, run, neuron) == std::vector<std::int64_t>{6});
  CHECK(spike_steps(network, run, below).empty());
}

}  // namespace engram::test
