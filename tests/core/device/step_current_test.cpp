#include <catch2/catch.hpp>
#include <cmath>

#include "core/device/integrator.hpp"
#include "core/device/step_current_input.hpp"
#include "core/registry/built_in_models.hpp"

namespace engram::test {
namespace {

/// The current (pA) that flowed in each step, from the potential of a neuron that only adds.
std::vector<double> flowed(const std::vector<StepCurrent>& currents, Precision precision,
                           double I_e = 0) {
  Network network = empty_network(10);
  IafPscDelta model = integrator();
  model.I_e = I_e;
  const PopulationIndex p = add_neurons(network, model, precision);
  for (const StepCurrent& current : currents) network.devices.push_back(current);
  const std::uint32_t recorder = record_V_m(network, p);
  std::vector<double> result = increments(V_m_by_step(network, simulate(network), recorder));
  for (double& x : result) x *= model.C_m / 0.1;
  return result;
}

}  // namespace

TEST_CASE("a step current switches at exactly its times") {
  const auto precision = GENERATE(Precision::kSingle, Precision::kDouble);
  const auto I = flowed({{0, {0.3, 2, 2.1, 7}, {50, -20, 80, 0}}}, precision);
  for (std::size_t i = 1; i <= 100; ++i) {
    const double expected = i <= 3 ? 0 : i <= 20 ? 50 : i <= 21 ? -20 : i <= 70 ? 80 : 0;
    CAPTURE(i);
    CHECK(I[i] == Approx(expected).margin(0.01));
  }
}

TEST_CASE("currents and I_e add up") {
  const auto I = flowed({{0, {0}, {5}}, {0, {1}, {10}}}, Precision::kDouble, 100);
  CHECK(I[1] == Approx(105));
  CHECK(I[10] == Approx(105));
  CHECK(I[11] == Approx(115));
}

TEST_CASE("of two amplitudes for one time the last counts") {
  const auto I = flowed({{0, {1, 1}, {10, 30}}}, Precision::kDouble);
  CHECK(I[10] == Approx(0).margin(1e-6));
  CHECK(I[11] == Approx(30));
}

TEST_CASE("a step current without steps is zero") {
  const auto I = flowed({{0, {}, {}}}, Precision::kDouble);
  CHECK(I[50] == Approx(0).margin(1e-9));
}

TEST_CASE("the amplitude of a step is that of its beginning") {
  const StepCurrentInput input(std::vector{0.0, 1.0}, {3, 4}, 0, Clock::grid(kTicksPerMs / 2));
  CHECK(input.amplitude(0) == 0);
  CHECK(input.amplitude(1) == 3);
  CHECK(input.amplitude(2) == 3);
  CHECK(input.amplitude(3) == 4);
  CHECK(input.amplitude(1'000'000'000'000) == 4);
}

}  // namespace engram::test
