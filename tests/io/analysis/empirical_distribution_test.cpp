#include "io/analysis/empirical_distribution.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

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
    RC_ASSERT(std::ranges::equal(one.sorted(), other.sorted()));
    RC_ASSERT(std::ranges::is_sorted(one.sorted()));
    const auto counts = one.histogram(-1e10, 1e10, 7);
    RC_ASSERT(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}) == values.size());
    RC_ASSERT(counts == other.histogram(-1e10, 1e10, 7));
  }));
}

}  // namespace
}  // namespace engram
