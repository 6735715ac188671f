#include "core/random/exponential.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "core/random/every_target.hpp"
#include "core/random/kolmogorov_smirnov.hpp"

namespace engram::test {
namespace {

constexpr PhiloxKey kKey{0x0badcafe, 0x87654321};

/// What `exponential_spans` is documented to return, computed plainly.
std::array<double, kExponentialBlock> plain_spans(std::uint32_t entity, std::uint64_t block,
                                                  double mean) {
  std::array<double, kExponentialBlock> spans{};
  double sum = 0;
  for (std::uint32_t k = 0; k < kExponentialBlock; ++k) {
    const std::uint64_t call = 8 * block + k % 8;
    const PhiloxWords words = philox4x32(
        {static_cast<std::uint32_t>(call), entity, static_cast<std::uint32_t>(call >> 32), 0},
        kKey);
    const std::uint32_t* const pair = &words[k < 8 ? 0 : 2];
    const std::uint64_t word = std::uint64_t{pair[0]} << 32 | pair[1];
    sum -= std::log(static_cast<double>(word >> 12) * 0x1p-52 + 0x1p-53);
    spans[k] = std::min(sum * mean, 0x1p62);
  }
  return spans;
}

ExponentialSpans drawn(std::uint32_t entity, std::uint64_t block, double mean) {
  ExponentialSpans spans;
  exponential_spans(kKey, entity, block, mean, spans);
  return spans;
}

double ticks_of(const ExponentialSpans& spans, std::uint32_t k) {
  return static_cast<double>(spans.ticks[k]) + static_cast<double>(spans.fractions[k]) * 0x1p-32;
}

/// Intervals in units of the mean.
std::vector<double> intervals(std::uint32_t entities, std::uint64_t blocks, double mean) {
  std::vector<double> all;
  for (std::uint32_t entity = 0; entity < entities; ++entity) {
    for (std::uint64_t block = 0; block < blocks; ++block) {
      const ExponentialSpans spans = drawn(entity, block, mean);
      for (std::uint32_t k = 0; k < kExponentialBlock; ++k) {
        all.push_back((ticks_of(spans, k) - (k == 0 ? 0 : ticks_of(spans, k - 1))) / mean);
      }
    }
  }
  return all;
}

TEST_CASE("spans are running sums of the logs that Philox gives") {
  const double mean = GENERATE(0.7, 1e3, 123456789.0, 1e12, 1e15);
  under_every_target(false, [mean] {
    double worst = 0;
    bool fractions_fit = true;
    for (const std::uint64_t block :
         {0ull, 1ull, 77ull, (1ull << 29) - 1, 1ull << 29, 1ull << 40, (1ull << 61) - 1}) {
      for (const std::uint32_t entity : {0u, 1u, 4'000'000'000u}) {
        const auto expected = plain_spans(entity, block, mean);
        const ExponentialSpans spans = drawn(entity, block, mean);
        for (std::uint32_t k = 0; k < kExponentialBlock; ++k) {
          const double error = std::abs(ticks_of(spans, k) - expected[k]);
          // A fraction is cut off at 2^-32 ticks.
          worst = std::max(worst, (error - 0x1p-32) / (expected[k] * 0x1p-52));
          fractions_fit = fractions_fit && spans.fractions[k] >> 32 == 0;
        }
      }
    }
    CHECK(worst < 4);
    CHECK(fractions_fit);
  });
}

TEST_CASE("the counter goes on beyond 32 bits") {
  // 8 calls a block: block 2^29 would begin anew if only the low half counted.
  CHECK(drawn(3, 1ull << 29, 1e9).ticks != drawn(3, 0, 1e9).ticks);
  CHECK(drawn(3, (1ull << 29) + 5, 1e9).ticks != drawn(3, 5, 1e9).ticks);
  CHECK(drawn(3, 2ull << 29, 1e9).ticks != drawn(3, 1ull << 29, 1e9).ticks);
}

TEST_CASE("spans stop at 2^62 ticks") {
  for (const double mean : {1e19, 1e30, 1e300}) {
    const ExponentialSpans spans = drawn(7, 2, mean);
    CHECK(std::ranges::is_sorted(spans.ticks));
    CHECK(spans.ticks.back() == std::int64_t{1} << 62);
    CHECK(spans.fractions.back() == 0);
  }
  const auto expected = plain_spans(7, 2, 4e17);
  const ExponentialSpans spans = drawn(7, 2, 4e17);
  for (std::uint32_t k = 0; k < kExponentialBlock; ++k) {
    CHECK(ticks_of(spans, k) == Approx(expected[k]).epsilon(1e-15));
  }
}

TEST_CASE("intervals of a block are exponential and independent") {
  const std::vector<double> units = intervals(100, 125, 1e9);
  REQUIRE(units.size() == 200'000);
  CHECK(*std::ranges::min_element(units) >= 0);
  CHECK(fits(units, [](double x) { return -std::expm1(-x); }));
  double sum = 0;
  for (const double x : units) sum += x - 1;
  CHECK(std::abs(sum) < 4 * std::sqrt(200'000));
  for (const std::size_t lag : {1u, 8u, 16u, 2000u}) {
    double product = 0;
    for (std::size_t i = lag; i < units.size(); ++i)
      product += (units[i] - 1) * (units[i - lag] - 1);
    CAPTURE(lag);
    CHECK(std::abs(product) < 4 * std::sqrt(200'000));
  }
}

TEST_CASE("spans are the same on every instruction set with FMA") {
  const auto values = [] {
    std::vector<std::int64_t> all;
    for (std::uint64_t block = 0; block < 500; ++block) {
      const ExponentialSpans spans = drawn(9, block, 1e8);
      all.insert(all.end(), spans.ticks.begin(), spans.ticks.end());
      all.insert(all.end(), spans.fractions.begin(), spans.fractions.end());
    }
    return all;
  };
  const std::vector<std::int64_t> expected = values();
  under_every_target(true, [&] { CHECK(values() == expected); });
}

}  // namespace
}  // namespace engram::test
