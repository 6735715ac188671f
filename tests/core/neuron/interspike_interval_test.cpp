#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "core/support/small_network.hpp"

// Under a constant current the membrane needs T = tau_m ln((RI - V_reset) / (RI - V_th)) from reset
// to threshold (potentials relative to E_L, R = tau_m / C_m). On the grid it is found there at the
// next multiple of the step, so intervals are t_ref + ceil(T / h) h.

namespace engram::test {
namespace {

double charging_time(const LifParameters& lif) {
  const double steady = lif.I_e * lif.tau_m / lif.C_m + lif.E_L;
  return lif.tau_m * std::log((steady - lif.V_reset) / (steady - lif.V_th));
}

/// T / h so close to a whole number that rounding may decide.
bool is_tie(double steps) { return std::abs(steps - std::round(steps)) < 1e-6; }

/// The interval in steps that the closed form gives.
std::int64_t expected_interval(const LifParameters& lif, double step) {
  return std::llround(lif.t_ref / step) +
         static_cast<std::int64_t>(std::ceil(charging_time(lif) / step));
}

template <class Model>
std::vector<std::int64_t> fire(Model model, double step, std::int64_t steps, Precision precision) {
  Network network = empty_network(1, step);
  network.duration = steps * network.clock.step();
  const PopulationIndex neuron = add_neurons(network, model, precision);
  network.populations[neuron].initial_V_m = Distribution{Constant{model.V_reset}};
  return spike_steps(network, simulate(network), neuron);
}

template <class Model>
void check_intervals(const Model& model, double step, Precision precision) {
  const std::int64_t interval = expected_interval(model, step);
  const std::int64_t first = interval - std::llround(model.t_ref / step);
  const auto spikes = fire(model, step, first + 4 * interval, precision);
  REQUIRE(spikes.size() == 5);
  for (std::int64_t k = 0; k < 5; ++k) {
    CHECK(spikes[static_cast<std::size_t>(k)] == first + k * interval);
  }
}

struct Tabulated {
  double I = 0;  // pA
  double T = 0;  // ms, refractory time included
};

std::vector<Tabulated> rates() {
  std::ifstream file(std::string(ENGRAM_TEST_DATA) + "/lif_fI.csv");
  std::string line;
  std::getline(file, line);
  std::vector<Tabulated> rows;
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    std::vector<std::string> field(8);
    for (std::string& f : field) std::getline(fields, f, ',');
    rows.push_back({std::stod(field[3]), std::stod(field[7])});
  }
  return rows;
}

}  // namespace

TEST_CASE("tabulated interspike intervals") {
  const std::vector<Tabulated> table = rates();
  REQUIRE(table.size() == 10);
  for (const Tabulated& row : table) {
    IafPscExp model;
    model.I_e = row.I;
    CHECK(charging_time(model) + model.t_ref == Approx(row.T).epsilon(1e-12));
    for (const double step : {0.1, 0.05, 0.2, 1.0}) {
      CAPTURE(row.I, step);
      check_intervals(model, step, Precision::kDouble);
      check_intervals(model, step, Precision::kSingle);
    }
  }
}

TEMPLATE_TEST_CASE("interspike intervals under a constant current", "", IafPscExp, IafPscAlpha,
                   IafPscDelta) {
  const bool holds = rc::check("intervals follow the closed form", [] {
    const auto real = [](int low, int high) { return *rc::gen::inRange(low, high) / 1000.0; };
    TestType model;
    model.tau_m = real(2'000, 40'000);
    model.C_m = real(20'000, 500'000);
    model.E_L = real(-80'000, -60'000);
    model.V_reset = model.E_L + real(-10'000, 5'000);
    model.V_th = model.V_reset + real(3'000, 25'000);
    // Above the rheobase by at least 2 %, so that rounding cannot move a crossing by a step.
    const double rheobase = (model.V_th - model.E_L) * model.C_m / model.tau_m;
    model.I_e = rheobase + real(20, 5'000) * std::abs(rheobase) + real(1, 10'000);
    const double step = *rc::gen::element(0.01, 0.1, 0.25, 1.0);
    model.t_ref = *rc::gen::inRange(0, 30) * step;
    RC_PRE(!is_tie(charging_time(model) / step));
    const std::int64_t interval = expected_interval(model, step);
    const std::int64_t first = interval - std::llround(model.t_ref / step);
    const auto spikes = fire(model, step, first + 2 * interval, Precision::kDouble);
    RC_ASSERT(spikes == (std::vector{first, first + interval, first + 2 * interval}));
  });
  CHECK(holds);
}

}  // namespace engram::test
