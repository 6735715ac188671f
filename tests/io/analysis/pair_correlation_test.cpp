#include "io/analysis/pair_correlation.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

namespace engram {
namespace {

TEST_CASE("counts that go together correlate by one, those that avoid each other by minus one") {
  // Bins of two ticks after tick 10: (10, 12], (12, 14], (14, 16], (16, 18].
  PairCorrelation pairs(3, 10, 2, 4);
  for (const Tick time : {11, 15}) {
    pairs.add(time, 0);
    pairs.add(time + 1, 1);
    pairs.add(time + 2, 2);
  }
  const auto result = pairs.correlations();
  REQUIRE(result.size() == 3);
  CHECK(result[0] == 1);
  CHECK(result[1] == -1);
  CHECK(result[2] == -1);
}

TEST_CASE("correlation of counts worked out by hand") {
  // Counts 2 0 1 0 and 1 0 0 1: covariance 2/4 - 3/4 * 2/4 = 1/8, variances 11/16 and 1/4.
  PairCorrelation pairs(2, 0, 10, 4);
  pairs.add(3, 0);
  pairs.add(4, 0);
  pairs.add(10, 1);
  pairs.add(21, 0);
  pairs.add(40, 1);
  const auto result = pairs.correlations();
  REQUIRE(result.size() == 1);
  CHECK(result[0] == Approx(0.125 / std::sqrt(11.0 / 64)).epsilon(1e-14));
}

TEST_CASE("neurons whose count never changes have no correlation") {
  PairCorrelation pairs(3, 0, 10, 3);
  for (const Tick time : {1, 11, 21}) {
    pairs.add(time, 0);
    pairs.add(time, 0);
  }
  pairs.add(25, 2);
  CHECK(pairs.correlations().empty());  // neuron 1 is silent
}

TEST_CASE("spikes after the last whole bin do not count") {
  PairCorrelation pairs(2, 0, 10, 2);
  pairs.add(10, 0);
  pairs.add(20, 1);
  pairs.add(21, 0);
  pairs.add(21, 1);
  CHECK(pairs.correlations() == std::vector<double>{-1});
}

TEST_CASE("few neurons have few pairs") {
  CHECK(PairCorrelation(0, 0, 1, 5).correlations().empty());
  PairCorrelation one(1, 0, 1, 5);
  one.add(1, 0);
  CHECK(one.correlations().empty());
}

TEST_CASE("independent Poisson counts are uncorrelated, a shared source shows its share") {
  std::mt19937_64 random(7);
  constexpr int kBins = 200'000;
  std::bernoulli_distribution own(0.05);
  std::bernoulli_distribution shared(0.05);
  PairCorrelation pairs(3, 0, 1, kBins);
  for (Tick time = 1; time <= kBins; ++time) {
    const bool both = shared(random);
    for (std::uint32_t neuron = 0; neuron < 3; ++neuron) {
      if (own(random)) pairs.add(time, neuron);
      if (both && neuron < 2) pairs.add(time, neuron);
    }
  }
  const auto result = pairs.correlations();
  REQUIRE(result.size() == 3);
  // Five standard errors of 1 / sqrt(bins).
  CHECK(result[0] == Approx(0.5).margin(0.012));
  CHECK(result[1] == Approx(0).margin(0.012));
  CHECK(result[2] == Approx(0).margin(0.012));
}

}  // namespace
}  // namespace engram
