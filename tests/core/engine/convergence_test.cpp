#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

#include "core/registry/built_in_models.hpp"
#include "core/support/exact_networks.hpp"
#include "core/support/visit_model.hpp"

// The grid against the continuous clock: what happens between grid points is reported at the next
// one, so that spikes are late by up to a step, and all else is exact.

namespace engram {
namespace {

using test::add_exact;
using test::Dice;
using test::Recorded;
using test::simulate;

constexpr double kUnit = 0.5;  // ms; sources, delays and refractory times are multiples of it
constexpr int kFinest = 9;     // the finest step is 2^-9 ms

Clock grid(int exponent) { return Clock::grid(ticks_from_ms(std::ldexp(1.0, -exponent))); }

/// Each of `size` sources fires about every 10 ms until `end` (ms), at multiples of kUnit.
PopulationIndex add_unit_sources(Network& network, Dice& dice, std::uint64_t size, double end) {
  SpikeTrains trains;
  for (std::uint64_t n = 0; n < size; ++n) {
    auto& times = trains.times.emplace_back();
    for (std::int64_t at = dice.whole(1, 20); static_cast<double>(at) * kUnit < end;
         at += dice.whole(1, 39)) {
      times.push_back(static_cast<double>(at) * kUnit);
    }
  }
  return add_exact(network, trains, size);
}

/// `in_degree` synapses to each target, of weights in [low, high) and delays of 1 to 6 units.
void connect_in_units(Network& network, Dice& dice, PopulationIndex source, PopulationIndex target,
                      int in_degree, double low, double high) {
  const auto last = static_cast<std::int64_t>(network.populations[source].size) - 1;
  const auto targets = static_cast<std::uint32_t>(network.populations[target].size);
  ExplicitList& list = test::add_list(network, source, target);
  for (std::uint32_t t = 0; t < targets; ++t) {
    for (int n = 0; n < in_degree; ++n) {
      list.connections.push_back({static_cast<std::uint32_t>(dice.whole(0, last)), t,
                                  dice.real(low, high),
                                  static_cast<double>(dice.whole(1, 6)) * kUnit});
    }
  }
}

/// Sources (population 0) that drive a layer (1), which drives another (2). A constant current
/// beyond the rheobase and excitation alone: the potential rises wherever it meets the threshold,
/// and no grid point can miss that it did.
template <class Model>
Network two_layers(std::uint64_t size, double largest_weight) {
  Dice dice(1);
  Network network = test::continuous_network(80);
  Model model;
  model.I_e = 1.3 * (model.V_th - model.E_L) * model.C_m / model.tau_m;
  add_unit_sources(network, dice, 100, 80);
  add_exact(network, model, size);
  add_exact(network, model, size);
  connect_in_units(network, dice, 0, 1, 8, 0, largest_weight);
  connect_in_units(network, dice, 1, 2, 8, 0, largest_weight);
  return network;
}

/// The first `count` spikes (ms) of every neuron, neuron by neuron. Each has so many.
std::vector<double> first_spikes(const Network& network, const Recorded& run,
                                 PopulationIndex population, std::size_t count) {
  std::vector<std::vector<double>> trains(network.populations[population].size);
  for (const RecordedSpike& spike : run.sink.spikes_of(population)) {
    trains[spike.neuron].push_back(ms_between(Time{}, spike.time));
  }
  std::vector<double> first;
  for (const std::vector<double>& train : trains) {
    REQUIRE(train.size() >= count);
    first.insert(first.end(), train.begin(), train.begin() + static_cast<std::ptrdiff_t>(count));
  }
  return first;
}

/// By how much the spikes on the grid are late, ms.
struct Lateness {
  std::vector<double> first_layer;
  std::vector<double> second_layer;
};

std::vector<double> difference(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  std::vector<double> result;
  std::ranges::transform(a, b, std::back_inserter(result), std::minus{});
  return result;
}

/// Entry n is that of a step of 2^-(n + 1) ms.
std::vector<Lateness> lateness_by_step(Network network, std::size_t count) {
  network.clock = Clock::any_time();
  const Recorded exact = simulate(network, {.threads = 1});
  std::vector<Lateness> result;
  for (int exponent = 1; exponent <= kFinest; ++exponent) {
    network.clock = grid(exponent);
    const Recorded run = simulate(network, {.threads = 1});
    const auto late = [&](PopulationIndex layer) {
      return difference(first_spikes(network, run, layer, count),
                        first_spikes(network, exact, layer, count));
    };
    result.push_back({late(1), late(2)});
  }
  return result;
}

double mean_size(std::span<const double> values) {
  const auto add_size = [](double sum, double value) { return sum + std::abs(value); };
  return std::accumulate(values.begin(), values.end(), 0.0, add_size) /
         static_cast<double>(values.size());
}

/// Least-squares slope of log2(error) over log2(step), over the finer half of the steps.
double order_of(const std::vector<Lateness>& by_step, std::vector<double> Lateness::*layer) {
  constexpr int kFrom = kFinest / 2;  // 2^-5 ms
  constexpr double kMiddle = (kFrom + kFinest - 1) / 2.0;
  double covariance = 0;
  double variance = 0;
  for (int n = kFrom; n < kFinest; ++n) {
    const double x = kMiddle - n;
    covariance += x * std::log2(mean_size(by_step[static_cast<std::size_t>(n)].*layer));
    variance += x * x;
  }
  return covariance / variance;
}

/// `count` spikes of each neuron are compared. Where it is 1, spikes of the first layer do not
/// depend on others that are late, and are late by less than a step themselves.
template <class Model>
void check_convergence(std::size_t count, std::uint64_t size, double largest_weight) {
  const auto by_step = lateness_by_step(two_layers<Model>(size, largest_weight), count);
  for (std::size_t n = 0; n < by_step.size(); ++n) {
    const double step = std::ldexp(1.0, -static_cast<int>(n) - 1);
    INFO("step " << step << " ms");
    for (std::size_t i = 0; i < by_step[n].first_layer.size(); i += count) {
      const double late = by_step[n].first_layer[i];
      // Times are read to 1e-12 ms or so.
      REQUIRE(late >= -1e-11);
      REQUIRE(late <= step + 1e-11);
    }
  }
  const double first = order_of(by_step, &Lateness::first_layer);
  const double second = order_of(by_step, &Lateness::second_layer);
  INFO("orders " << first << " and " << second);
  CHECK(first > 0.9);
  CHECK(first < 1.1);
  CHECK(second > 0.9);
  CHECK(second < 1.1);
}

TEST_CASE("convergence: spikes on the grid converge to the continuous clock's at first order") {
  SECTION("iaf_psc_exp") { check_convergence<IafPscExp>(3, 200, 300); }
  SECTION("iaf_psc_alpha") { check_convergence<IafPscAlpha>(3, 200, 150); }
  // What arrives while a delta neuron is refractory is lost, so that a later spike may change by
  // more than its predecessor was late.
  SECTION("iaf_psc_delta") { check_convergence<IafPscDelta>(1, 600, 2); }
}

/// Largest difference between what two runs sampled at multiples of kUnit, over the largest size of
/// a sample.
double relative_difference(const Recorded& a, const Recorded& b, std::size_t samples) {
  const auto& of_a = a.sink.samples_of(0);
  const auto& of_b = b.sink.samples_of(0);
  REQUIRE(of_a.size() == samples);
  REQUIRE(of_b.size() == samples);
  double worst = 0;
  double largest = 0;
  for (std::size_t i = 0; i < samples; ++i) {
    REQUIRE(of_a[i].time == of_b[i].time);
    const std::vector<double> off = difference(of_a[i].values, of_b[i].values);
    for (const double d : off) worst = std::max(worst, std::abs(d));
    for (const double v : of_a[i].values) largest = std::max(largest, std::abs(v));
  }
  REQUIRE(largest > 0);
  return worst / largest;
}

/// Neurons (population 1) with both kinds of input, a step current and no threshold in reach, whose
/// `variable` is recorded. Potentials are relative to rest.
Network silent_network(NeuronModel model, const std::string& variable, double largest_weight) {
  test::visit_model(
      [](auto& m) {
        if constexpr (requires { m.V_th; }) m.E_L = 0, m.V_reset = 0, m.V_th = 1e6;
      },
      model);
  Dice dice(2);
  Network network = test::continuous_network(100);
  add_unit_sources(network, dice, 50, 100);
  add_exact(network, model, 20);
  connect_in_units(network, dice, 0, 1, 20, -largest_weight, largest_weight);
  network.devices.push_back(StepCurrent{1, {10, 40.5}, {200, -100}});
  network.state_recorders.push_back({{1, {}}, {variable}, kUnit});
  return network;
}

TEST_CASE("convergence: where no neuron fires both clocks agree at every grid point") {
  const auto synaptic = [](auto model, double tau_syn_ex, double tau_syn_in) -> NeuronModel {
    model.tau_syn_ex = tau_syn_ex;
    model.tau_syn_in = tau_syn_in;
    return model;
  };
  const NeuronModel model = GENERATE_COPY(
      synaptic(IafPscExp{}, 2, 2), synaptic(IafPscExp{}, 0.5, 10), synaptic(IafPscAlpha{}, 2, 2),
      synaptic(IafPscAlpha{}, 10, 3), NeuronModel{IafPscDelta{}});
  const bool is_delta = model.holds<IafPscDelta>();
  const std::string variable = GENERATE("V_m", "I_syn");
  if (is_delta && variable == "I_syn") return;
  const int exponent = GENERATE(1, 3, kFinest);

  Network network = silent_network(model, variable, is_delta ? 2 : 300);
  const Recorded exact = simulate(network, {.threads = 1});
  network.clock = grid(exponent);
  const Recorded on_grid = simulate(network, {.threads = 1});
  CHECK(on_grid.sink.spikes_of(1).empty());
  CHECK(exact.sink.spikes_of(1).empty());
  CHECK(relative_difference(exact, on_grid, 200) < 1e-9);
}

// An input at the very end of the refractory time is lost on the grid and counts on the continuous
// clock, where the refractory time is therefore a tick longer here.
TEST_CASE("convergence: delta neurons with everything on the grid fire the same on both clocks") {
  const double t_ref = GENERATE(0.0, 0.5, 2.0);
  const int exponent = GENERATE(1, 4);
  Dice dice(3);
  Network network = test::continuous_network(300);
  IafPscDelta model;
  model.t_ref = t_ref;
  add_unit_sources(network, dice, 100, 300);
  add_exact(network, model, 50);
  add_exact(network, model, 50);
  connect_in_units(network, dice, 0, 1, 30, -4, 6);
  connect_in_units(network, dice, 1, 1, 4, -4, 2);
  connect_in_units(network, dice, 1, 2, 30, -3, 5);

  Network longer = network;
  for (const PopulationIndex layer : {1U, 2U}) {
    longer.populations[layer].model.as<IafPscDelta>().t_ref = t_ref + 1e-9;
  }
  network.clock = grid(exponent);
  const Recorded on_grid = simulate(network, {.threads = 1});
  const Recorded exact = simulate(longer, {.threads = 1});
  for (const PopulationIndex layer : {1U, 2U}) {
    CHECK(exact.sink.spikes_of(layer).size() > 500);
    CHECK(exact.sink.spikes_of(layer) == on_grid.sink.spikes_of(layer));
  }
  CHECK(exact.sink.spike_hash() == on_grid.sink.spike_hash());
}

}  // namespace
}  // namespace engram
