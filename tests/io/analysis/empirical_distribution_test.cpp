#include "io/analysis/empirical_distribution.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "io/analysis/distribution_values.hpp"

namespace engram {
namespace {

TEST_CASE("quantiles are interpolated between ranks") {
  const EmpiricalDistribution values({4, 1, 3, 2});
  CHECK(values.quantile(0) == 1);
  CHECK(values.quantile(1) == 4);
  CHECK(values.quantile(0.5) == 2.5);
  CHECK(values.quantile(0.1) == Approx(1.3));
  CHECK(values.mean() == 2.5);
}

TEST_CASE("an empty distribution has neither mean nor quantile") {
  const EmpiricalDistribution none;
  CHECK(std::isnan(none.mean()));
  CHECK(std::isnan(none.quantile(0.5)));
  CHECK(none.histogram(0, 1, 2) == std::vector<std::uint64_t>{0, 0});
}

TEST_CASE("a histogram counts its upper end and leaves out what lies outside") {
  const EmpiricalDistribution values({-0.1, 0, 0.49, 0.5, 0.99, 1, 1.1});
  CHECK(values.histogram(0, 1, 2) == std::vector<std::uint64_t>{2, 3});
}

TEST_CASE("a distribution depends on its values alone") {
  REQUIRE(rc::check("mean, quantiles and histogram of shuffled values", [](std::vector<int> drawn) {
    const std::vector<double> values(drawn.begin(), drawn.end());
    std::vector<double> reversed(values.rbegin(), values.rend());
    const EmpiricalDistribution one(values);
    const EmpiricalDistribution other(reversed);
    RC_ASSERT(test::values_of(one) == test::values_of(other));
    RC_ASSERT(std::ranges::is_sorted(test::values_of(one)));
    const auto counts = one.histogram(-1e10, 1e10, 7);
    RC_ASSERT(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}) == values.size());
    RC_ASSERT(counts == other.histogram(-1e10, 1e10, 7));
  }));
}

TEST_CASE("zeros that are only counted are values like the others") {
  REQUIRE(rc::check("with and without zeros in the list", [] {
    const auto drawn = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 5));
    const auto zeros = *rc::gen::inRange(0, 10);
    std::vector<double> values(drawn.begin(), drawn.end());
    const EmpiricalDistribution counted(values, static_cast<std::size_t>(zeros));
    values.insert(values.end(), static_cast<std::size_t>(zeros), 0.0);
    const EmpiricalDistribution listed(values);
    RC_ASSERT(test::values_of(counted) == test::values_of(listed));
    RC_ASSERT(counted.empty() == listed.empty());
    RC_ASSERT(counted.histogram(-1, 4, 7) == listed.histogram(-1, 4, 7));
    RC_ASSERT(counted.histogram(1, 4, 3) == listed.histogram(1, 4, 3));
    if (listed.empty()) return;
    RC_ASSERT(counted.mean() == listed.mean());
    for (const double p : {0.0, 0.3, 0.5, 1.0})
      RC_ASSERT(counted.quantile(p) == listed.quantile(p));
  }));
}

}  // namespace
}  // namespace engram
