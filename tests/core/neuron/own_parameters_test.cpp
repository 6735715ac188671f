#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/error.hpp"
#include "core/check/validate.hpp"
#include "core/support/small_network.hpp"

// Neurons that differ in their parameters against populations of one neuron each.

namespace engram::test {
namespace {

constexpr std::uint32_t kNeurons = 70;

struct Numbers {
  double tau_m, C_m, t_ref, E_L, V_th, V_reset, I_e, tau_syn_ex, tau_syn_in;
};

/// The time constants of the currents are never equal: a population of one neuron would then keep
/// one current.
Numbers numbers_of_neuron(std::uint32_t i) {
  const double x = i / double{kNeurons};
  return {.tau_m = 5 + 20 * x,
          .C_m = 150 + 200 * x,
          .t_ref = 0.1 * (i * 7 % 40),
          .E_L = -75 + 8 * x,
          .V_th = -57 + 6 * std::cos(9 * x),
          .V_reset = -76 + 8 * x,
          .I_e = 300 + 99 * x,
          .tau_syn_ex = 1 + 3 * x,
          .tau_syn_in = 6.03 - 4 * x};
}

template <class Model, class Of>
void set(Model& model, Of&& of) {
  model.tau_m = of([](const Numbers& n) { return n.tau_m; });
  model.C_m = of([](const Numbers& n) { return n.C_m; });
  model.t_ref = of([](const Numbers& n) { return n.t_ref; });
  model.E_L = of([](const Numbers& n) { return n.E_L; });
  model.V_th = of([](const Numbers& n) { return n.V_th; });
  model.V_reset = of([](const Numbers& n) { return n.V_reset; });
  model.I_e = of([](const Numbers& n) { return n.I_e; });
  if constexpr (requires { model.tau_syn_ex; }) {
    model.tau_syn_ex = of([](const Numbers& n) { return n.tau_syn_ex; });
    model.tau_syn_in = of([](const Numbers& n) { return n.tau_syn_in; });
  }
}

/// All parameters in tables.
template <class Model>
Model tabulated() {
  Model model;
  set(model, [](auto field) {
    std::vector<double> table;
    for (std::uint32_t i = 0; i < kNeurons; ++i) table.push_back(field(numbers_of_neuron(i)));
    return table;
  });
  return model;
}

template <class Model>
Model single(std::uint32_t i) {
  Model model;
  set(model, [i](auto field) { return field(numbers_of_neuron(i)); });
  return model;
}

/// Input to neurons of a population: two sources, one of them inhibitory, and a current.
void add_input(Network& network, PopulationIndex target, double weight) {
  const AllToAll all;
  network.projections.push_back({.source = 0,
                                 .target = target,
                                 .rule = all,
                                 .weight = {Constant{weight}},
                                 .delay = {Constant{1.5}}});
  network.projections.push_back({.source = 1,
                                 .target = target,
                                 .rule = all,
                                 .weight = {Constant{-weight / 2}},
                                 .delay = {Constant{0.8}}});
  network.devices.push_back(StepCurrent{target, {0, 30, 60}, {0, 150, -50}});
}

Network with_sources(bool continuous) {
  Network network = empty_network(150, 0.1);
  if (continuous) network.clock = Clock::any_time();
  std::vector<double> times;
  for (double t = 2; t < 140; t += 3.7) times.push_back(std::round(t * 10) / 10);
  add_spike_train(network, times);
  add_spike_train(network, {10, 20, 25, 70, 71, 72});
  return network;
}

/// Compares neurons of the model `tabled` with populations of the one neuron that `single_of(i)`
/// is.
template <class Model, class SingleOf>
void check_against_singles(bool continuous, Precision precision, double weight, const Model& tabled,
                           SingleOf&& single_of) {
  Network together = with_sources(continuous);
  const PopulationIndex all = add_neurons(together, tabled, precision, kNeurons);
  add_input(together, all, weight);
  together.state_recorders.push_back({{all, {}}, {"V_m"}, 13});
  Network apart = with_sources(continuous);
  for (std::uint32_t i = 0; i < kNeurons; ++i) {
    const PopulationIndex p = add_neurons(apart, single_of(i), precision);
    add_input(apart, p, weight);
    apart.state_recorders.push_back({{p, {}}, {"V_m"}, 13});
  }
  const Recorded a = simulate(together, {.threads = 1, .partitions = 2});
  const Recorded b = simulate(apart, {.threads = 1});
  std::size_t spikes = 0;
  for (std::uint32_t i = 0; i < kNeurons; ++i) {
    std::vector<Time> of_a, of_b;
    for (const RecordedSpike& s : a.sink.spikes_of(all)) {
      if (s.neuron == i) of_a.push_back(s.time);
    }
    for (const RecordedSpike& s : b.sink.spikes_of(2 + i)) of_b.push_back(s.time);
    CHECK(of_a == of_b);
    spikes += of_a.size();
    for (std::size_t k = 0; k < a.sink.samples_of(0).size(); ++k) {
      CHECK(a.sink.samples_of(0)[k].values[i] ==
            Approx(b.sink.samples_of(i)[k].values[0]).epsilon(1e-5));
    }
  }
  CHECK(spikes > kNeurons);
}

template <class Model>
void check_against_singles(bool continuous, Precision precision, double weight) {
  check_against_singles<Model>(continuous, precision, weight, tabulated<Model>(), single<Model>);
}

}  // namespace

TEST_CASE("neurons that differ do what populations of one neuron each do") {
  const bool continuous = GENERATE(false, true);
  CAPTURE(continuous);
  check_against_singles<IafPscExp>(continuous, Precision::kDouble, 300);
  check_against_singles<IafPscAlpha>(continuous, Precision::kDouble, 300);
  check_against_singles<IafPscDelta>(continuous, Precision::kDouble, 4);
}

TEST_CASE("neurons of one slice that differ in their levels alone are carried side by side") {
  const auto levels = [](const IafPscExp& all) {
    IafPscExp model;
    model.V_th = all.V_th;
    model.V_reset = all.V_reset;
    model.E_L = all.E_L;
    model.t_ref = all.t_ref;
    model.I_e = all.I_e;
    return model;
  };
  check_against_singles<IafPscExp>(true, Precision::kDouble, 200, levels(tabulated<IafPscExp>()),
                                   [&](std::uint32_t i) { return levels(single<IafPscExp>(i)); });
}

TEST_CASE("so they do in single precision") {
  check_against_singles<IafPscExp>(false, Precision::kSingle, 300);
  check_against_singles<IafPscDelta>(false, Precision::kSingle, 4);
}

TEST_CASE("what a neuron draws depends on its index alone, and follows the law") {
  Network network = empty_network(0.1);
  IafPscExp model;
  model.E_L = Distribution{Normal{-70, 2}};
  add_neurons(network, model, Precision::kDouble, 2000);
  record_V_m(network, 0);
  const auto potentials = [](const Network& n, unsigned partitions) {
    return simulate(n, {.threads = 1, .partitions = partitions}).sink.samples_of(0).at(0).values;
  };
  const std::vector<double> drawn = potentials(network, 1);
  CHECK(drawn == potentials(network, 5));
  double sum = 0;
  double squares = 0;
  for (const double V : drawn) sum += V, squares += (V + 70) * (V + 70);
  CHECK(sum / 2000 == Approx(-70).margin(5 * 2 / std::sqrt(2000)));
  CHECK(squares / 2000 == Approx(4).epsilon(0.2));

  network.populations[0].size = 300;
  const std::vector<double> fewer = potentials(network, 1);
  CHECK(std::equal(fewer.begin(), fewer.end(), drawn.begin()));
  network.seed = 2;
  CHECK(potentials(network, 1) != fewer);
  // Two parameters of the same law are drawn independently.
  IafPscExp both = model;
  both.V_reset = model.E_L;
  both.V_th = 0;
  network.seed = 1;
  network.populations[0].model = both;
  CHECK(potentials(network, 1) == fewer);
}

TEST_CASE("neurons that differ never sleep, and a table has one number for each") {
  Network network = empty_network(10);
  IafPscDelta model;
  model.V_th = Distribution{Uniform{-55, -54}};
  add_neurons(network, model, Precision::kSingle, 10);
  network.populations[0].sleep = Sleep::kAuto;
  CHECK_NOTHROW(validate(network));
  network.populations[0].sleep = Sleep::kAlways;
  CHECK_THROWS_WITH(validate(network), Catch::Contains("same parameters can sleep"));
  network.populations[0].sleep = Sleep::kAuto;
  const auto refused = [&](Parameter IafPscDelta::*member, Parameter value, const char* what) {
    IafPscDelta wrong;
    wrong.*member = std::move(value);
    network.populations[0].model = wrong;
    CHECK_THROWS_WITH(validate(network), Catch::Contains(what));
  };
  refused(&IafPscDelta::tau_m, std::vector<double>(9, 10.0), "table of tau_m has 9 values");
  refused(&IafPscDelta::tau_m, Distribution{Normal{1, 1}}, "tau_m is");
  refused(&IafPscDelta::t_ref, Distribution{Normal{2, 1}}, "t_ref is");
  refused(&IafPscDelta::t_ref, std::vector<double>(10, 0.05), "multiples");
  refused(&IafPscDelta::V_reset, Distribution{Uniform{-60, -50}}, "is not below V_th");
  refused(&IafPscDelta::C_m, std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9, 0}, "C_m is 0 pF");
}

TEST_CASE("a projection's receptor takes weights of any sign") {
  IafPscExp model;
  model.tau_syn_ex = 1;
  model.tau_syn_in = 5;
  Network network = empty_network(20);
  const PopulationIndex source = add_spike_train(network, {1});
  const PopulationIndex target = add_neurons(network, model);
  connect(network, source, target, 10, 1);
  network.projections[0].receptor = "inhibitory";
  network.state_recorders.push_back({{target, {}}, {"I_syn_ex", "I_syn_in"}, 2});
  const Recorded run = simulate(network, {.threads = 1});
  CHECK(run.sink.samples_of(0).at(0).values == std::vector<double>{0, 10});
  CHECK(run.sink.samples_of(0).at(1).values[1] == Approx(10 * std::exp(-2 / 5.0)));
  network.clock = Clock::any_time();
  CHECK_THROWS_WITH(validate(network), Catch::Contains("the sign of a weight picks the receptor"));
}

}  // namespace engram::test
