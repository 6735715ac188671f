#include "core/random/poisson.hpp"

#include <rapidcheck.h>

#include <boost/math/distributions/poisson.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "core/base/error.hpp"
#include "core/random/every_target.hpp"
#include "core/random/laws.hpp"

namespace engram {
namespace {

constexpr PhiloxKey kKey{0x0badcafe, 0x5eedf00d};

double probability(double mean, double k) {
  return boost::math::pdf(boost::math::poisson(mean), k);
}

std::vector<std::uint32_t> counts(const PoissonSampler& sampler, std::uint64_t step,
                                  std::uint32_t first, std::size_t n, PhiloxKey key = kKey) {
  std::vector<std::uint32_t> out(n);
  sampler.counts(key, step, first, out);
  return out;
}

TEST_CASE("the table of a law is its distribution function") {
  const double mean = GENERATE(1e-6, 0.01, 1.28, 5.5, 20.0, 1000.0, 1e5);
  const PoissonLaw law = make_poisson_law(mean);
  const boost::math::poisson reference(mean);
  double worst = 0;
  for (std::size_t i = 0; i < law.last.size(); ++i) {
    const double k = law.first + static_cast<double>(i);
    const double below = static_cast<double>(law.last[i]) * 0x1p-64;
    const double above = static_cast<double>(~law.last[i]) * 0x1p-64;
    // Relative to the smaller of both sides, Boost is good to about 1e-13 for large means.
    worst = std::max({worst, std::abs(below - boost::math::cdf(reference, k)),
                      std::abs(above - boost::math::cdf(complement(reference, k)))});
  }
  CHECK(worst < 1e-13);
  CHECK(law.last.back() == std::numeric_limits<std::uint64_t>::max());
  CHECK(std::ranges::is_sorted(law.last));
}

TEST_CASE("the table of a law given a least count is that of the tail") {
  const PoissonLaw law = make_poisson_law(3, 15);
  const boost::math::poisson reference(3);
  const double tail = boost::math::cdf(complement(reference, 14));
  REQUIRE(law.first == 15);
  for (std::size_t i = 0; i < 10; ++i) {
    const double expected =
        1 - boost::math::cdf(complement(reference, 15 + static_cast<double>(i))) / tail;
    CHECK(static_cast<double>(law.last[i]) * 0x1p-64 == Approx(expected).epsilon(1e-13));
  }
}

TEST_CASE("the table of a large mean has all counts that 64 bits resolve") {
  const PoissonLaw law = make_poisson_law(1e8);
  CHECK(law.first < 1e8 - 8.5e4);
  CHECK(law.first > 1e8 - 1e5);
  CHECK(law.first + static_cast<double>(law.last.size()) > 1e8 + 8.5e4);
}

// All pairs of bytes, and for each 64 equally spaced first words of what settles ties.
TEST_CASE("the alias table holds the law's probabilities") {
  const double mean = GENERATE(1e-6, 0.01, 0.5, 1.28, 2.32, 5.0, PoissonAlias::kLargestMean);
  const PoissonAlias alias(mean);
  std::vector<double> weight(64);
  for (std::uint32_t bytes = 0; bytes < 0x10000; ++bytes) {
    const auto high = static_cast<std::uint8_t>(bytes >> 8);
    const auto low = static_cast<std::uint8_t>(bytes);
    const std::uint32_t least = alias.count(high, low, {0, 0, 0, 0});
    const std::uint32_t greatest = alias.count(high, low, {0xffffffff, 0xffffffff, 0, 0});
    if (least == greatest) {
      weight.at(least) += 0x1p-16;
      continue;
    }
    for (std::uint32_t i = 0; i < 4096; ++i) {
      weight.at(alias.count(high, low, {i << 20 | 0x80000, 0, 0, 0})) += 0x1p-28;
    }
  }
  double tail = 1;
  for (std::uint32_t k = 0; k < PoissonAlias::kTail; ++k) {
    CAPTURE(k);
    CHECK(weight[k] == Approx(probability(mean, k)).margin(16 * 0x1p-28));
    tail -= probability(mean, k);
  }
  CHECK(weight[PoissonAlias::kTail] == Approx(tail).margin(16 * 0x1p-28));
}

TEST_CASE("vectors of counts are those of the alias table, byte by byte") {
  const double mean = GENERATE(0.1, 2.32, 5.5);
  const PoissonAlias alias(mean);
  const PoissonSampler sampler(mean);
  const std::uint64_t step = 0x123456789a;
  std::vector<std::uint32_t> expected;
  for (std::uint32_t e = 64; e < 30'064; ++e) {
    const PhiloxWords words = philox4x32({e / 8, 0x3456789a, 0x12, 0}, kKey);
    const std::size_t pair = e % 8 < 4 ? 1 : 0;
    expected.push_back(alias.count(static_cast<std::uint8_t>(words[pair + 2] >> e % 4 * 8),
                                   static_cast<std::uint8_t>(words[pair] >> e % 4 * 8),
                                   philox4x32({e, 0x3456789a, 0x12, 1}, kKey)));
  }
  test::under_every_target(false,
                           [&] { CHECK(counts(sampler, step, 64, expected.size()) == expected); });
}

TEST_CASE("counts have the mean, the variance and the probabilities of their law") {
  const double mean = GENERATE(0.01, 0.1, 0.5, 1.28, 2.32, 5.0, 6.5, 10.0, 20.0, 1000.0);
  CAPTURE(mean);
  const PoissonSampler sampler(mean);
  test::LawTest law(mean, std::sqrt(mean));
  double sum = 0;
  double squares = 0;
  constexpr std::uint64_t kSteps = 40;
  constexpr std::size_t kEntities = 10'000;
  for (std::uint64_t step = 0; step < kSteps; ++step) {
    for (const std::uint32_t count : counts(sampler, step, 96, kEntities)) {
      law.add(count);
      sum += count - mean;
      squares += (count - mean) * (count - mean);
    }
  }
  constexpr double kCounts = kSteps * kEntities;
  CHECK(std::abs(sum) < 4 * std::sqrt(kCounts * mean));
  // The fourth central moment is 3 mean^2 + mean.
  CHECK(std::abs(squares - kCounts * mean) < 4 * std::sqrt(kCounts * (2 * mean * mean + mean)));
  CHECK(law.p_value([&](double k) { return probability(mean, k); }) > 1e-4);
}

TEST_CASE("large means") {
  const double mean = GENERATE(1e4, 1e6, 1e8);
  const PoissonSampler sampler(mean);
  const std::vector<std::uint32_t> all = counts(sampler, 1, 0, 20'000);
  double sum = 0;
  double squares = 0;
  for (const std::uint32_t count : all) {
    sum += count - mean;
    squares += (count - mean) * (count - mean);
  }
  const auto n = static_cast<double>(all.size());
  CHECK(std::abs(sum) < 4 * std::sqrt(n * mean));
  CHECK(squares / (n * mean) == Approx(1).margin(4 * std::sqrt(2 / n)));
}

TEST_CASE("a count depends on key, step and entity, not on the range or the processor") {
  const double mean = GENERATE(0.7, 4.0, 30.0);
  const PoissonSampler sampler(mean);
  const std::vector<std::uint32_t> whole = counts(sampler, 77, 0, 1000);
  CHECK(rc::check([&] {
    const auto group = *rc::gen::inRange<std::uint32_t>(0, 30);
    const auto size = *rc::gen::inRange<std::size_t>(0, 1001 - group * 32);
    const auto from = whole.begin() + group * 32;
    const std::vector<std::uint32_t> expected(from, from + static_cast<std::ptrdiff_t>(size));
    test::under_every_target(false,
                             [&] { RC_ASSERT(counts(sampler, 77, group * 32, size) == expected); });
  }));
}

TEST_CASE("keys, steps and entities have unrelated counts") {
  const double mean = GENERATE(1.28, 12.0);
  const PoissonSampler sampler(mean);
  constexpr std::size_t kEntities = 100'000;
  const auto base = counts(sampler, 5, 0, kEntities);
  for (const auto& other :
       {counts(sampler, 6, 0, kEntities), counts(sampler, 5 + (1ull << 32), 0, kEntities),
        counts(sampler, 5, 32, kEntities),
        counts(sampler, 5, 0, kEntities, {kKey.k0, kKey.k1 + 1})}) {
    double sum = 0;
    for (std::size_t i = 0; i < kEntities; ++i) sum += (base[i] - mean) * (other[i] - mean);
    CHECK(std::abs(sum) < 4 * mean * std::sqrt(kEntities));
  }
  double neighbours = 0;
  for (std::size_t i = 1; i < kEntities; ++i) {
    neighbours += (base[i - 1] - mean) * (base[i] - mean);
  }
  CHECK(std::abs(neighbours) < 4 * mean * std::sqrt(kEntities));
}

TEMPLATE_TEST_CASE("accumulating adds weighted counts, rounded once", "", float, double) {
  const double mean = GENERATE(1.28, 12.0);
  const std::size_t size = GENERATE(1, 31, 32, 100, 1000);
  const PoissonSampler sampler(mean);
  const auto weight = static_cast<TestType>(0.1);
  const std::vector<std::uint32_t> expected = counts(sampler, 9, 32, size);
  test::under_every_target(true, [&] {
    std::vector<TestType> sums(size + 1, static_cast<TestType>(1) / 3);
    sampler.accumulate<TestType>(kKey, 9, 32, weight, std::span(sums).first(size));
    bool equal = true;
    for (std::size_t i = 0; i < size; ++i) {
      equal = equal && sums[i] == std::fma(weight, static_cast<TestType>(expected[i]),
                                           static_cast<TestType>(1) / 3);
    }
    CHECK(equal);
    CHECK(sums[size] == static_cast<TestType>(1) / 3);
  });
}

TEST_CASE("a mean of 0 gives no counts") {
  const double mean = GENERATE(0.0, 1e-30);
  CHECK(counts(PoissonSampler(mean), 1, 0, 100) == std::vector<std::uint32_t>(100, 0));
  std::vector<float> sums(10, 2);
  PoissonSampler(mean).accumulate<float>(kKey, 1, 0, 5, sums);
  CHECK(sums == std::vector<float>(10, 2));
}

TEST_CASE("means that make no sense are refused") {
  for (const double mean : {-1.0, 1.1e8, std::numeric_limits<double>::quiet_NaN()}) {
    CHECK_THROWS_AS(PoissonSampler(mean), UserError);
  }
}

}  // namespace
}  // namespace engram
