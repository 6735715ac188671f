#include "core/device/gamma_generator.hpp"

#include <boost/math/special_functions/gamma.hpp>
#include <catch2/catch.hpp>
#include <cmath>

#include "core/device/generated.hpp"
#include "core/random/kolmogorov_smirnov.hpp"
#include "core/registry/built_in_models.hpp"

namespace engram::test {
namespace {

struct Moments {
  double mean;
  double variance;
  double error;  ///< standard error of the mean
};

Moments moments(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  double sum = 0;
  double squares = 0;
  for (const double x : values) sum += x;
  for (const double x : values) squares += (x - sum / n) * (x - sum / n);
  return {sum / n, squares / (n - 1), std::sqrt(squares / (n - 1) / n)};
}

/// How many events of each neuron fall into (begin, end] (ms).
std::vector<double> counts(const std::vector<std::vector<Time>>& events, double begin, double end) {
  std::vector<double> all;
  for (const auto& train : events) {
    all.push_back(static_cast<double>(
        std::ranges::count_if(train, [&](Time t) { return t > at(begin) && t <= at(end); })));
  }
  return all;
}

}  // namespace

TEST_CASE("intervals have the gamma law, and the first is what is left of one") {
  // Of a still smaller shape a good part of the intervals is below a fraction of a tick.
  const double shape = GENERATE(0.2, 0.5, 1.0, 2.5, 50.0);
  const double start = GENERATE(0.0, 12.5);
  CAPTURE(shape, start);
  constexpr double kRate = 40;
  const auto events = generated(GammaPopulation{kRate, shape, start}, 20'000, kNeverTime, 11);
  const auto all = intervals(events, start, [&](double ms) { return kRate * shape / 1000 * ms; });
  REQUIRE(all.size() == 220'000);
  std::vector<double> first;
  std::vector<double> later;
  for (std::size_t i = 0; i < all.size(); ++i) (i % 11 == 0 ? first : later).push_back(all[i]);
  CHECK(fits(later, [&](double x) { return boost::math::gamma_p(shape, x); }));
  // The integral of the probability that an interval is longer, over the mean interval.
  CHECK(fits(first, [&](double x) {
    return x / shape * boost::math::gamma_q(shape, x) + boost::math::gamma_p(shape + 1, x);
  }));
}

TEST_CASE("gamma sources have their rate in every window from the start on") {
  const double shape = GENERATE(0.2, 1.0, 50.0);
  const double start = GENERATE(0.0, 100.0);
  CAPTURE(shape, start);
  constexpr double kRate = 20;
  const auto events = generated(GammaPopulation{kRate, shape, start}, 40'000, at(start + 210));
  for (const auto& [begin, end] : {std::pair(0.0, 1.0), std::pair(0.0, 20.0), std::pair(0.0, 50.0),
                                   std::pair(20.0, 60.0), std::pair(60.0, 210.0)}) {
    const Moments count = moments(counts(events, start + begin, start + end));
    CAPTURE(begin, end);
    CHECK(std::abs(count.mean - kRate * (end - begin) / 1000) < 4 * count.error);
  }
}

TEST_CASE("counts of gamma sources have their variance") {
  const double shape = GENERATE(0.5, 1.0, 2.0, 5.0, 50.0);
  CAPTURE(shape);
  constexpr double kMean = 40;
  constexpr double kSources = 20'000;
  const auto events = generated(GammaPopulation{100, shape, 7}, 20'000, at(7 + kMean * 10));
  const Moments count = moments(counts(events, 0, 1e6));
  // Cox 1962, Renewal Theory, section 4.5, for an equilibrium process and a long window.
  const double expected = kMean / shape + 1.0 / 6 - 1 / (6 * shape * shape);
  CHECK(count.variance == Approx(expected).epsilon(5 * std::sqrt(2 / kSources)));
}

TEST_CASE("gamma sources fire in (start, stop] up to the end") {
  const auto [start, stop, end] = GENERATE(table<double, double, double>(
      {{0, 1e300, 10}, {2, 5, 10}, {2.05, 1e300, 3}, {4, 4, 9}, {9, 20, 9}}));
  CAPTURE(start, stop, end);
  const double last = std::min(stop, end);
  const auto times = pooled(generated(GammaPopulation{1e6, 3, start, stop}, 10, at(end)));
  CHECK(times.empty() == (start >= last));
  if (times.empty()) return;
  CHECK(std::ranges::min(times) > start);
  CHECK(std::ranges::min(times) < start + 0.01);
  CHECK(std::ranges::max(times) <= last);
  CHECK(std::ranges::max(times) > last - 0.01);
}

TEST_CASE("gamma sources of extreme parameters") {
  for (const GammaPopulation& silent :
       {GammaPopulation{0, 2}, GammaPopulation{0, 0.01}, GammaPopulation{1e-300, 2}}) {
    const auto generator = make_spike_generator(sources(silent, 2), {0, 0, 2, 0}, 1);
    for (int i = 0; i < 4; ++i) CHECK(generator->next(i % 2) == kNeverTime);
  }
  // In bursts of events within the resolution of the clock.
  const auto bursts = generated(GammaPopulation{10, 0.01}, 20'000, at(1000));
  const Moments burst = moments(counts(bursts, 0, 1000));
  CHECK(std::abs(burst.mean - 10) < 4 * burst.error);
  CHECK(burst.variance > 100);
  // As regular as a clock.
  for (const auto& train : generated(GammaPopulation{100, 1e10}, 10, at(100))) {
    REQUIRE(train.size() == 10);
    CHECK(ms_between(train.front(), train.back()) == Approx(90).epsilon(1e-4));
  }
}

}  // namespace engram::test
