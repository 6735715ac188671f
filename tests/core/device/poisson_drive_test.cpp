#include "core/device/poisson_drive.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/device/integrator.hpp"
#include "core/registry/built_in_models.hpp"

namespace engram::test {
namespace {

constexpr double kStep = 0.1;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Counts by [neuron][step] of drives of weight 1 onto neurons that only add.
std::vector<std::vector<double>> counts(const std::vector<PoissonDrive>& drives, double duration,
                                        std::uint64_t neurons, Precision precision,
                                        std::uint64_t seed = 1) {
  Network network = empty_network(duration, kStep);
  network.seed = seed;
  const PopulationIndex p = add_neurons(network, integrator(), precision, neurons);
  for (const PoissonDrive& drive : drives) network.devices.push_back(drive);
  const std::uint32_t recorder = record_V_m(network, p);
  const Recorded run = simulate(network);
  std::vector<std::vector<double>> result;
  for (std::uint64_t i = 0; i < neurons; ++i) {
    result.push_back(increments(V_m_by_step(network, run, recorder, i)));
    for (double& count : result.back()) {
      CHECK(std::abs(count - std::round(count)) < 1e-3);
      count = std::round(count);
    }
  }
  return result;
}

/// The first and the last step at which anything arrived at all.
std::pair<std::size_t, std::size_t> span_of(const std::vector<double>& counts) {
  std::size_t first = 0;
  std::size_t last = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    if (first == 0) first = i;
    last = i;
  }
  return {first, last};
}

}  // namespace

TEST_CASE("arrivals of a Poisson drive fall into (start, stop]") {
  const auto precision = GENERATE(Precision::kSingle, Precision::kDouble);
  // At 40 a step no step of the span stays empty.
  const auto [start, stop, first, last] =
      GENERATE(table<double, double, std::size_t, std::size_t>({{0, kInfinity, 1, 100},
                                                                {0, 1e300, 1, 100},
                                                                {2, 5, 21, 50},
                                                                {0.3, 0.4, 4, 4},
                                                                {3, 3, 0, 0},
                                                                {9.9, kInfinity, 100, 100},
                                                                {10, kInfinity, 0, 0}}));
  const auto drawn = counts({{0, 400'000, 1, start, stop}}, 10, 70, precision);
  CAPTURE(start, stop);
  for (const std::vector<double>& neuron : drawn) {
    CHECK(span_of(neuron) == std::pair(first, last));
  }
}

TEST_CASE("counts of a Poisson drive have its mean and variance") {
  const double mean = GENERATE(0.01, 0.3, 2.0, 20.0);  // a step
  const auto drawn = counts({{0, mean / kStep * 1000, 1}}, 100, 300, Precision::kSingle);
  double sum = 0;
  double squares = 0;
  const double n = 300 * 1000;
  for (const std::vector<double>& neuron : drawn) {
    for (std::size_t i = 1; i < neuron.size(); ++i) {
      sum += neuron[i];
      squares += (neuron[i] - mean) * (neuron[i] - mean);
    }
  }
  CHECK(std::abs(sum / n - mean) < 5 * std::sqrt(mean / n));
  // The variance of the squared deviation is mean + 2 mean^2.
  CHECK(std::abs(squares / n - mean) < 5 * std::sqrt((mean + 2 * mean * mean) / n));
}

TEST_CASE("neurons, drives and seeds have counts of their own") {
  const auto one = counts({{0, 20'000, 1}}, 10, 2, Precision::kSingle);
  CHECK(one[0] != one[1]);
  CHECK(counts({{0, 20'000, 1}}, 10, 2, Precision::kSingle, 2) != one);
  CHECK(counts({{0, 20'000, 1}}, 10, 2, Precision::kDouble) == one);
  const auto both = counts({{0, 20'000, 1}, {0, 20'000, 1}}, 10, 2, Precision::kSingle);
  for (std::size_t i = 0; i < 2; ++i) {
    std::vector<double> second;
    for (std::size_t k = 0; k < both[i].size(); ++k) second.push_back(both[i][k] - one[i][k]);
    CHECK(std::ranges::min(second) >= 0);
    CHECK(second != one[i]);
  }
}

TEST_CASE("the weight of a drive chooses its receptor") {
  const auto precision = GENERATE(Precision::kSingle, Precision::kDouble);
  IafPscExp model;
  model.separate_currents = true;
  model.V_th = 1e6;
  Network network = empty_network(50);
  const PopulationIndex p = add_neurons(network, model, precision, 3);
  network.devices.push_back(PoissonDrive{p, 20'000, 10});
  network.devices.push_back(PoissonDrive{p, 20'000, -40});
  network.state_recorders.push_back({{p, {}}, {"I_syn_ex", "I_syn_in", "I_syn"}, 50});
  const Recorded run = simulate(network);
  const std::vector<double>& sample = run.sink.samples_of(0).at(0).values;
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(sample[i] > 0);  // about 10 pA * 20/ms * 2 ms
    CHECK(sample[i] == Approx(400).epsilon(0.6));
    CHECK(sample[3 + i] == Approx(-1600).epsilon(0.6));
    CHECK(sample[6 + i] == Approx(sample[i] + sample[3 + i]));
  }
}

}  // namespace engram::test
