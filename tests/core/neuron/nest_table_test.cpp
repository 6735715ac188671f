#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include "core/support/small_network.hpp"

// Potentials that NEST computes (tests/data/nest/README.md).

namespace engram::test {
namespace {

constexpr double kRelative = 1e-6;

struct Row {
  double t;    // ms
  double V_m;  // mV
};

std::vector<Row> read_table(const std::string& name) {
  std::ifstream file(std::string(ENGRAM_TEST_DATA) + "/nest/iaf_psc_alpha_" + name + ".csv");
  std::string line;
  std::getline(file, line);
  std::vector<Row> rows;
  while (std::getline(file, line)) {
    const std::size_t comma = line.find(',');
    rows.push_back({std::stod(line), std::stod(line.substr(comma + 1))});
  }
  return rows;
}

/// Runs the network for as long as the table goes; its rows that lie on the grid must agree.
void check(Network network, PopulationIndex neuron, const std::string& name, std::size_t rows) {
  const std::vector<Row> expected = read_table(name);
  REQUIRE(!expected.empty());
  network.duration = ticks_from_ms(std::ceil(expected.back().t));
  const std::uint32_t recorder = record_V_m(network, neuron);
  const Recorded run = simulate(network);
  const std::vector<double> V_m = V_m_by_step(network, run, recorder);
  const double step = ms_from_ticks(network.clock.step());
  std::size_t compared = 0;
  for (const Row& row : expected) {
    const double steps = row.t / step;
    if (std::abs(steps - std::round(steps)) > 1e-6) continue;
    INFO(name << " at " << row.t << " ms, step " << step);
    CHECK(std::abs(V_m[static_cast<std::size_t>(std::llround(steps))] - row.V_m) <=
          kRelative * std::abs(row.V_m));
    ++compared;
  }
  CHECK(compared == rows);
}

IafPscAlpha with_current(double I_e) {
  IafPscAlpha model;
  model.I_e = I_e;
  return model;
}

std::vector<std::int64_t> spikes_within(Network network, PopulationIndex neuron, double duration) {
  network.duration = ticks_from_ms(duration);
  return spike_steps(network, simulate(network), neuron);
}

}  // namespace

TEST_CASE("a constant current charges the membrane as in NEST") {
  const Precision precision = GENERATE(Precision::kDouble, Precision::kSingle);
  Network network = empty_network(5);
  const PopulationIndex neuron = add_neurons(network, with_current(1000), precision);
  check(network, neuron, "Ie_1000pA", 13);
  CHECK(spikes_within(network, neuron, 10) == std::vector<std::int64_t>{48});
}

TEST_CASE("potentials do not depend on the step, as in NEST") {
  const auto [step, rows] =
      GENERATE(table<double, std::size_t>({{0.1, 69}, {0.2, 34}, {0.5, 13}, {1.0, 6}}));
  const Precision precision = GENERATE(Precision::kDouble, Precision::kSingle);
  Network network = empty_network(7, step);
  const PopulationIndex neuron = add_neurons(network, with_current(1450), precision);
  check(network, neuron, "Ie_1450pA", rows);
  CHECK(spikes_within(network, neuron, 7) == std::vector<std::int64_t>{std::llround(3.0 / step)});
}

TEST_CASE("a current that sets in later acts as in NEST") {
  const Precision precision = GENERATE(Precision::kDouble, Precision::kSingle);
  const auto [name, onset, rows, spike] =
      GENERATE(table<const char*, double, std::size_t, std::int64_t>(
          {{"dc_generator_1000pA", 0.2, 45, 50}, {"mindelay", 2.1, 10, 69}}));
  Network network = empty_network(8);
  const PopulationIndex neuron = add_neurons(network, IafPscAlpha{}, precision);
  network.devices.push_back(StepCurrent{neuron, {onset}, {1000}});
  check(network, neuron, name, rows);
  CHECK(spikes_within(network, neuron, 10) == std::vector<std::int64_t>{spike});
}

TEST_CASE("an alpha-shaped current makes NEST's postsynaptic potential") {
  const Precision precision = GENERATE(Precision::kDouble, Precision::kSingle);
  Network network = empty_network(6);
  const PopulationIndex source = add_spike_train(network, {2.0});
  const PopulationIndex neuron = add_neurons(network, IafPscAlpha{}, precision);
  connect(network, source, neuron, 100, 1);
  check(network, neuron, "psp_100pA", 57);
}

}  // namespace engram::test
