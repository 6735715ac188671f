#include "core/random/inversion.hpp"

#include <boost/math/distributions/normal.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "core/random/every_target.hpp"
#include "core/random/kolmogorov_smirnov.hpp"

namespace engram {
namespace {

constexpr std::uint64_t kAll = std::numeric_limits<std::uint64_t>::max();
constexpr PhiloxKey kKey{0x600df00d, 0x12345678};

/// Words from the very small to the very large.
std::vector<std::uint64_t> words() {
  std::vector<std::uint64_t> all{0, 1, kAll, kAll - 1};
  for (double x = 2; x < 0x1p63; x *= 1.0137) {
    all.push_back(static_cast<std::uint64_t>(x));
    all.push_back(kAll - static_cast<std::uint64_t>(x));
    all.push_back(static_cast<std::uint64_t>(x) + (1ull << 63));
  }
  return all;
}

TEST_CASE("uniform numbers lie in (0, 1] and rise with their words") {
  CHECK(uniform_of(0) == 0x1p-65);
  CHECK(uniform_of(kAll) == 1);
  CHECK(uniform_of(1ull << 63) == 0.5);
  CHECK(uniform_of(7) == 7.5 * 0x1p-64);
  CHECK(word_pair({1, 2, 3, 4}, 0) == 0x100000002);
  CHECK(word_pair({1, 2, 3, 4}, 1) == 0x300000004);
}

TEST_CASE("exponential numbers are minus the log of uniform ones") {
  double worst = 0;
  for (const std::uint64_t word : words()) {
    const double expected = -std::log(uniform_of(word));
    worst = std::max(worst, std::abs(exponential_of(word) - expected) / (expected + 1e-300));
  }
  CHECK(worst < 1e-15);
  CHECK(exponential_of(0) < 45.1);
  CHECK(exponential_of(kAll) == 0);
}

TEST_CASE("normal numbers are the normal law's quantiles, far out in the tails too") {
  const boost::math::normal_distribution<long double> law;
  double worst = 0;
  for (const std::uint64_t word : words()) {
    const std::uint64_t magnitude = word & ~(1ull << 63);
    const long double tail = (static_cast<long double>(magnitude) + 0.5L) * 0x1p-64L;
    const auto z = static_cast<double>(-boost::math::quantile(law, tail));
    const double expected = word == magnitude ? -z : z;
    // Relative but close to 0, where the uniform number's rounding is what counts.
    worst = std::max(worst, std::abs(normal_of(word) - expected) / std::max(z, 0.5));
  }
  CHECK(worst < 2e-15);
}

TEST_CASE("no normal number is larger than the largest") {
  CHECK(-normal_of(0) <= kLargestNormal);
  CHECK(-normal_of(0) > kLargestNormal - 0.1);
  CHECK(normal_of(1ull << 63) == -normal_of(0));
}

TEST_CASE("normal and exponential numbers have their laws") {
  std::vector<double> normal;
  std::vector<double> exponential;
  for (std::uint32_t i = 0; i < 200'000; ++i) {
    const PhiloxWords drawn = philox4x32({i, 0, 0, 0}, kKey);
    normal.push_back(normal_of(word_pair(drawn, 0)));
    exponential.push_back(exponential_of(word_pair(drawn, 1)));
  }
  CHECK(test::fits(normal, [](double z) { return std::erfc(-z / std::sqrt(2.0)) / 2; }));
  CHECK(test::fits(exponential, [](double x) { return -std::expm1(-x); }));
}

TEST_CASE("numbers by inversion are the same on every instruction set with FMA") {
  const auto values = [] {
    std::vector<double> all;
    for (const std::uint64_t word : words()) {
      all.push_back(exponential_of(word));
      all.push_back(normal_of(word));
    }
    return all;
  };
  const std::vector<double> expected = values();
  test::under_every_target(true, [&] { CHECK(values() == expected); });
}

}  // namespace
}  // namespace engram
