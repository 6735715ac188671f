#include "core/device/poisson_generator.hpp"

#include <boost/math/distributions/poisson.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <set>

#include "core/device/generated.hpp"
#include "core/random/kolmogorov_smirnov.hpp"
#include "core/random/laws.hpp"
#include "core/registry/built_in_models.hpp"

namespace engram::test {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double exponential(double x) { return -std::expm1(-x); }

}  // namespace

TEST_CASE("intervals of Poisson sources are exponential, the first included") {
  const double rate = GENERATE(1e-3, 0.1, 20.0, 5e5);
  const double start = GENERATE(0.0, 3.7);
  CAPTURE(rate, start);
  const auto events = generated(PoissonPopulation{rate, start}, 1000, kNeverTime, 200);
  const auto units = intervals(events, start, [&](double ms) { return rate / 1000 * ms; });
  REQUIRE(units.size() == 200'000);
  CHECK(fits(units, exponential));
  std::vector<double> first;
  for (std::size_t i = 0; i < units.size(); i += 200) first.push_back(units[i]);
  CHECK(fits(first, exponential));
}

TEST_CASE("intervals of Poisson sources do not depend on each other") {
  const auto units = intervals(generated(PoissonPopulation{1000}, 1000, kNeverTime, 200), 0,
                               [](double ms) { return ms; });
  for (const std::size_t lag : {1u, 2u, 200u}) {
    double sum = 0;
    for (std::size_t i = lag; i < units.size(); ++i) sum += (units[i] - 1) * (units[i - lag] - 1);
    CHECK(std::abs(sum) < 4 * std::sqrt(200'000));
  }
}

TEST_CASE("counts of Poisson sources have the Poisson law") {
  const double mean = GENERATE(0.02, 1.0, 30.0);
  CAPTURE(mean);
  LawTest law(mean, std::sqrt(mean));
  const PoissonPopulation model{mean / 0.05, 10, 60};
  for (const auto& train : generated(model, 50'000, at(100))) law.add(train.size());
  CHECK(law.p_value([&](double k) { return boost::math::pdf(boost::math::poisson(mean), k); }) >
        1e-4);
}

TEST_CASE("Poisson sources fire at any moment of (start, stop], and none other") {
  // At this rate, two events a fraction of a tick, only a few moments can be told from each other.
  constexpr double kRate = 1e22;
  const Time last{ticks_from_ms(1), 5};
  std::set<std::pair<Tick, std::uint32_t>> moments;
  for (const auto& train : generated(PoissonPopulation{kRate, 1}, 100, last)) {
    for (const Time time : train) moments.insert({time.tick, time.fraction});
  }
  const Tick tick = ticks_from_ms(1);
  CHECK(moments == std::set<std::pair<Tick, std::uint32_t>>{
                       {tick, 1}, {tick, 2}, {tick, 3}, {tick, 4}, {tick, 5}});
}

TEST_CASE("Poisson sources keep to what comes first of stop and end") {
  const auto [start, stop, end, first, last] =
      GENERATE(table<double, double, double, double, double>({{0, kInfinity, 10, 0, 10},
                                                              {2, 5, 10, 2, 5},
                                                              {2.05, 1e300, 3, 2.05, 3},
                                                              {0, 7, 7, 0, 7}}));
  CAPTURE(start, stop, end);
  const auto times = pooled(generated(PoissonPopulation{1e6, start, stop}, 10, at(end)));
  REQUIRE_FALSE(times.empty());
  CHECK(std::ranges::min(times) > first);
  CHECK(std::ranges::min(times) < first + 0.01);
  CHECK(std::ranges::max(times) <= last);
  CHECK(std::ranges::max(times) > last - 0.01);
}

TEST_CASE("Poisson sources fire evenly over all the time that there is") {
  constexpr double kEnd = 8.64e9;  // 100 days, 1.5 mean intervals
  const auto times = pooled(generated(PoissonPopulation{1.5 / kEnd * 1000}, 20'000, at(kEnd)));
  CHECK(std::abs(static_cast<double>(times.size()) - 30'000) < 4 * std::sqrt(30'000));
  CHECK(fits(times, [](double ms) { return ms / kEnd; }));
}

TEST_CASE("silent Poisson sources never have an event") {
  const auto model = GENERATE(PoissonPopulation{0}, PoissonPopulation{1e6, 5, 5},
                              PoissonPopulation{1e-300}, PoissonPopulation{1e6, 1e300});
  const auto generator = make_spike_generator(sources(model, 3), {0, 0, 3, 0}, 1);
  for (int i = 0; i < 9; ++i) CHECK(generator->next(i % 3) == kNeverTime);
}

}  // namespace engram::test
