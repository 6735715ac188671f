#include "core/device/rate_profile.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "core/device/generated.hpp"

namespace engram::test {
namespace {

std::vector<std::array<double, 3>> pieces(const RateProfile& profile, TimeSpan span) {
  std::vector<std::array<double, 3>> all;
  for (const RatePiece& p : rate_pieces(profile, span)) {
    all.push_back({ms_of(p.span.begin), ms_of(p.span.end), p.largest});
  }
  return all;
}

}  // namespace

TEST_CASE("a sinusoidal rate is mean + amplitude sin(2 pi (f t + phase / 360))") {
  const RateSinusoid sinusoid{30, 20, 4, 50};
  for (double ms = 0; ms < 2000; ms += 0.731) {
    const double expected = 30 + 20 * std::sin(2 * std::numbers::pi * (4 * ms / 1000 + 50.0 / 360));
    CHECK(rate_at(sinusoid, ms) == Approx(expected).epsilon(1e-12));
  }
  CHECK(largest_rate(sinusoid) == 50);
  CHECK(rate_at(RateSinusoid{7, 2, 0, 90}, 123) == 9);
}

TEST_CASE("a table's rate holds from its time to the next") {
  const RateTable table{{2, 5, 5, 8}, {10, 20, 30, 4}};
  CHECK(rate_at(table, 0) == 0);
  CHECK(rate_at(table, 1.999) == 0);
  CHECK(rate_at(table, 2) == 10);
  CHECK(rate_at(table, 4.999) == 10);
  CHECK(rate_at(table, 5) == 30);
  CHECK(rate_at(table, 8) == 4);
  CHECK(rate_at(table, 1e9) == 4);
  CHECK(largest_rate(table) == 30);
  CHECK(largest_rate(RateTable{}) == 0);
  CHECK(rate_at(RateTable{}, 1) == 0);
}

TEST_CASE("pieces of a rate leave out where it is 0, is not yet or lies outside") {
  const RateTable table{{2, 5, 5, 8, 12}, {10, 20, 0, 4, 6}};
  using Pieces = std::vector<std::array<double, 3>>;
  CHECK(pieces(table, {at(0), at(20)}) == Pieces{{2, 5, 10}, {8, 12, 4}, {12, 20, 6}});
  CHECK(pieces(table, {at(3), at(9)}) == Pieces{{3, 5, 10}, {8, 9, 4}});
  CHECK(pieces(table, {at(5), at(8)}).empty());
  CHECK(pieces(table, {at(9), at(9)}).empty());
  CHECK(pieces(RateSinusoid{3, 2, 1, 0}, {at(3), at(9)}) == Pieces{{3, 9, 5}});
  CHECK(pieces(RateSinusoid{0, 0, 1, 0}, {at(3), at(9)}).empty());
  CHECK(pieces(RateSinusoid{3, 2, 1, 0}, {at(3), at(3)}).empty());
}

}  // namespace engram::test
