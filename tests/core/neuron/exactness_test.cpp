#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <sstream>

#include "core/registry/built_in_models.hpp"
#include "core/support/crowded_networks.hpp"
#include "core/support/exact_networks.hpp"
#include "core/support/exact_reference.hpp"
#include "core/support/grazing_networks.hpp"
#include "core/support/visit_model.hpp"

// The continuous clock against a reference of 50 digits that never rounds to ticks and shares no
// code with the simulator (tests/core/support/exact_reference.hpp).

namespace engram {
namespace {

using test::CellModel;
using test::Dice;
using test::ExactRun;
using test::ExactSpike;
using test::Real;
using test::Recorded;
using test::simulate;
using test::TimeConstants;

constexpr double kTolerance = 1e-9;  // ms

/// How far the spikes of a population lie from the reference's, at most; ms. Fails where one is
/// missing or invented before `until` (ms).
double compare(const Recorded& run, const ExactRun& reference, PopulationIndex population,
               const Real& until = 1e300) {
  const auto& found = run.sink.spikes_of(population);
  const auto& expected = reference.spikes[population];
  double worst = 0;
  for (std::size_t i = 0; i < expected.size() && expected[i].time < until; ++i) {
    INFO("population " << population << ", spike " << i << " at "
                       << static_cast<double>(expected[i].time) << " ms");
    REQUIRE(i < found.size());
    // Spikes of different neurons closer than the tolerance may come in either order.
    const Real off = abs(test::real_ms(found[i].time) - expected[i].time);
    worst = std::max(worst, static_cast<double>(off));
    REQUIRE(static_cast<double>(off) <= kTolerance);
  }
  if (until > Real(1e299)) REQUIRE(found.size() == expected.size());
  return worst;
}

double compare_all(const Network& network, const ExactRun& reference, const Real& until = 1e300) {
  const Recorded run = simulate(network, {.threads = 2, .partitions = 3});
  double worst = 0;
  for (PopulationIndex p = 0; p < network.populations.size(); ++p) {
    worst = std::max(worst, compare(run, reference, p, until));
  }
  return worst;
}

TEST_CASE("Single neurons fire at the exact times, 1,000 spikes each") {
  const auto model = GENERATE(CellModel::kExp, CellModel::kAlpha, CellModel::kDelta,
                              CellModel::kIntFire, CellModel::kRelay);
  const auto taus =
      GENERATE(TimeConstants::kAnyhow, TimeConstants::kEqual, TimeConstants::kNearlyEqual);
  const bool synaptic = model == CellModel::kExp || model == CellModel::kAlpha;
  if (!synaptic && taus != TimeConstants::kAnyhow) return;
  Dice dice(100 + static_cast<std::uint64_t>(model) * 3 + static_cast<std::uint64_t>(taus));
  const Network network = test::single_neuron(dice, model, taus);
  const ExactRun reference = test::run_exactly(network);
  REQUIRE(reference.spikes[0].size() >= 1000);
  CHECK(compare_all(network, reference) <= kTolerance);
}

TEST_CASE("Feed-forward networks fire at the exact times") {
  const auto first = GENERATE(CellModel::kExp, CellModel::kAlpha, CellModel::kDelta);
  const auto second =
      GENERATE(CellModel::kExp, CellModel::kAlpha, CellModel::kDelta, CellModel::kRelay);
  Dice dice(200 + static_cast<std::uint64_t>(first) * 5 + static_cast<std::uint64_t>(second));
  const Network network = test::feed_forward(dice, first, second);
  const ExactRun reference = test::run_exactly(network);
  REQUIRE(reference.spikes[1].size() >= 1000);
  CHECK(compare_all(network, reference) <= kTolerance);
}

TEST_CASE("Recurrent networks agree until a perturbation of 1e-16 ms has grown past 1e-10 ms") {
  double longest = 0;
  double shortest = 400;
  double worst = 0;
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    Dice dice(300 + seed);
    const Network network = test::recurrent(dice, 400);
    const ExactRun reference = test::run_exactly(network);
    test::ExactOptions shifted;
    shifted.perturbation.arrival_shift = Real("1e-16");
    test::ExactOptions crossed;
    crossed.perturbation.crossing_shift = Real("1e-16");
    const Real span =
        std::min(test::agreement(reference, test::run_exactly(network, shifted), Real("1e-10")),
                 test::agreement(reference, test::run_exactly(network, crossed), Real("1e-10")));
    INFO("seed " << seed << ": compared for " << static_cast<double>(std::min(span, Real(400)))
                 << " ms");
    const auto compared = static_cast<double>(std::min(span, Real(400)));
    longest = std::max(longest, compared);
    shortest = std::min(shortest, compared);
    worst = std::max(worst, compare_all(network, reference, span));
  }
  WARN("recurrent networks agreed for " << shortest << " to " << longest << " ms, within " << worst
                                        << " ms");
  CHECK(longest > 100);
}

TEST_CASE("Random networks with many simultaneous events fire at the exact times") {
  int compared = 0;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    Dice dice(400 + seed);
    const Network network = test::crowded(dice);
    const ExactRun reference = test::run_exactly(network);
    // Where rounding may decide, nothing can be compared.
    if (reference.closest < Real("1e-10") || reference.nearest_tie < Real("1e-9")) continue;
    ++compared;
    INFO("seed " << seed);
    const Recorded run = simulate(network, {.threads = 1, .partitions = 1});
    for (PopulationIndex p = 0; p < network.populations.size(); ++p) {
      compare(run, reference, p);
      const auto& found = run.sink.spikes_of(p);
      for (std::size_t i = 0; i < found.size(); ++i) {
        if (!reference.spikes[p][i].exact) continue;
        CHECK(abs(test::real_ms(found[i].time) - reference.spikes[p][i].time) < Real("1e-18"));
      }
    }
  }
  CHECK(compared > 75);
}

TEST_CASE("Where the potential grazes the threshold, no spike is missed and none invented") {
  const auto model = GENERATE(CellModel::kExp, CellModel::kAlpha);
  const auto taus =
      GENERATE(TimeConstants::kAnyhow, TimeConstants::kEqual, TimeConstants::kNearlyEqual);
  const double margin =
      GENERATE(1e-3, -1e-3, 1e-6, -1e-6, 1e-9, -1e-9, 1e-11, -1e-11, 1e-12, -1e-12);
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    Dice dice(500 + seed);
    const test::GrazingNetwork grazing = test::grazing(dice, model, taus, margin);
    INFO("model " << static_cast<int>(model) << ", time constants " << static_cast<int>(taus)
                  << ", margin " << margin << ", seed " << seed);
    const ExactRun reference = test::run_exactly(grazing.network);
    const Recorded run = simulate(grazing.network, {.threads = 1, .partitions = 1});
    REQUIRE(run.sink.spikes_of(0).size() == reference.spikes[0].size());
    for (std::size_t i = 0; i < reference.spikes[0].size(); ++i) {
      // A potential error of e moves a crossing of this slope by e / slope.
      const ExactSpike& spike = reference.spikes[0][i];
      const double tolerance =
          std::max(kTolerance, 1e-13 / std::max(static_cast<double>(spike.slope), 1e-300));
      CHECK(static_cast<double>(abs(test::real_ms(run.sink.spikes_of(0)[i].time) - spike.time)) <=
            tolerance);
    }
  }
}

TEST_CASE("An inhibitory input just after a crossing comes too late, just before in time") {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    Dice dice(600 + seed);
    const double gap = dice.one_of({1e-3, 1e-6, 1e-7});
    const auto model = dice.one_of({CellModel::kExp, CellModel::kAlpha});
    for (const auto& made :
         {test::inhibited_too_late(dice, model, gap), test::inhibited_in_time(dice, gap)}) {
      const ExactRun reference = test::run_exactly(made.network);
      INFO("seed " << seed << ", gap " << gap);
      CHECK(compare_all(made.network, reference) <= kTolerance);
    }
  }
}

TEST_CASE("Potentials and currents are exact to 1e-12 after inputs at any time") {
  const auto model = GENERATE(CellModel::kExp, CellModel::kAlpha, CellModel::kDelta);
  const auto taus =
      GENERATE(TimeConstants::kAnyhow, TimeConstants::kEqual, TimeConstants::kNearlyEqual);
  Dice dice(700 + static_cast<std::uint64_t>(model) * 3 + static_cast<std::uint64_t>(taus));
  Network network = test::continuous_network(60);
  const PopulationIndex source = test::add_exact(
      network, Replay{{{Time{ticks_from_ms(1.2345), 77}, Time{ticks_from_ms(20.6789), 1u << 31}}}});
  NeuronModel cell = test::random_cell(dice, model, taus);
  double E_L = 0;
  test::visit_model(
      [&](auto& m) {
        if constexpr (requires { m.V_th; }) {
          m.V_th = 1e6;
          m.E_L = 0;
          E_L = m.E_L.value();
        }
        if constexpr (requires { m.separate_currents; }) m.separate_currents = true;
      },
      cell);
  const PopulationIndex neuron = test::add_exact(network, cell);
  const double weight = model == CellModel::kDelta ? 3.3 : 333;
  test::add_list(network, source, neuron).connections.push_back({0, 0, weight, 0.7654321});
  const double interval = 0.321;
  network.state_recorders.push_back({{neuron, {}}, {"V_m"}, interval});
  if (model != CellModel::kDelta) {
    network.state_recorders.back().variables.push_back("I_syn_ex");
  }
  test::ExactOptions options;
  for (int i = 1; i * interval <= 60; ++i) {
    options.probes.push_back({neuron, 0, test::real_ms(Tick{i} * ticks_from_ms(interval))});
  }
  const ExactRun reference = test::run_exactly(network, options);
  const Recorded run = simulate(network);
  const auto& samples = run.sink.samples_of(0);
  REQUIRE(samples.size() == options.probes.size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    INFO(ms_from_ticks(samples[i].time) << " ms");
    const auto V_m = static_cast<double>(reference.samples[i].V_m);
    CHECK(std::abs(samples[i].values[0] - V_m) <= 1e-12 * std::abs(V_m));
    if (model == CellModel::kDelta) continue;
    const auto I = static_cast<double>(reference.samples[i].I_ex);
    CHECK(std::abs(samples[i].values[1] - I) <= 1e-12 * std::abs(I));
  }
}

TEST_CASE("Under constant current the rate is that of the closed form, to 1e-12") {
  std::ifstream table(ENGRAM_TEST_DATA "/lif_fI.csv");
  REQUIRE(table);
  std::string line;
  std::getline(table, line);
  int rows = 0;
  while (std::getline(table, line)) {
    std::vector<std::string> cells;
    std::stringstream row(line);
    for (std::string cell; std::getline(row, cell, ',');) cells.push_back(cell);
    IafPscExp model;
    model.tau_m = std::stod(cells[0]);
    model.C_m = std::stod(cells[2]);
    model.I_e = std::stod(cells[3]);
    model.E_L = 0;
    model.V_th = std::stod(cells[4]);
    model.V_reset = std::stod(cells[5]);
    model.t_ref = std::stod(cells[6]);
    const double interval = std::stod(cells[7]);
    Network network = test::continuous_network(101.5 * interval);
    test::add_exact(network, model);
    const Recorded run = simulate(network);
    const auto& spikes = run.sink.spikes_of(0);
    REQUIRE(spikes.size() >= 101);
    INFO(line);
    const double mean = ms_between(spikes[0].time, spikes[100].time) / 100;
    CHECK(std::abs(mean - interval) <= 1e-12 * interval);
    const double one = ms_between(spikes[0].time, spikes[1].time);
    CHECK(std::abs(one - interval) <= 1e-12 * interval);
    ++rows;
  }
  CHECK(rows == 10);
}

}  // namespace
}  // namespace engram
