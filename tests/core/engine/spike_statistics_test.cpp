#include "core/engine/spike_statistics.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <initializer_list>

using namespace engram;

namespace {

void add(SpikeStatistics& statistics, std::uint32_t neuron, std::initializer_list<Step> steps) {
  for (const Step step : steps) statistics.add(neuron, step);
}

}  // namespace

TEST_CASE("a neuron's CV counts from a number of spikes on, those of the warm-up left out") {
  SpikeStatistics statistics(4, 5);
  add(statistics, 0, {10, 20, 40});              // 10 20
  add(statistics, 1, {1, 5, 10, 20, 30, 40});    // 10 10 10
  add(statistics, 2, {4, 10, 20});               // one interval
  add(statistics, 3, {10, 11, 13, 14, 16, 17});  // 1 2 1 2 1
  CHECK(statistics.spikes() == 15);
  double sum = 0;
  CHECK(statistics.sum_cv(3, sum) == 3);
  CHECK(sum == Approx(1.0 / 3 + std::sqrt(0.24) / 1.4));
  sum = 0;
  CHECK(statistics.sum_cv(4, sum) == 2);
  CHECK(sum == Approx(std::sqrt(0.24) / 1.4));
  sum = 0;
  CHECK(statistics.sum_cv(7, sum) == 0);
  CHECK(sum == 0);
}

TEST_CASE("spikes that all coincide have no CV") {
  SpikeStatistics statistics(1, 0);
  add(statistics, 0, {7, 7, 7, 7, 7});
  double sum = 0;
  CHECK(statistics.sum_cv(3, sum) == 0);
  CHECK(sum == 0);
}
