#include "core/random/math.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "core/random/every_target.hpp"

namespace engram {
namespace {

double ulps(double value, long double exact) {
  const double magnitude = std::abs(static_cast<double>(exact));
  const double ulp = std::nextafter(magnitude, INFINITY) - magnitude;
  return static_cast<double>(std::abs(value - exact) / ulp);
}

TEST_CASE("portable_exp is within 2 ulp over the range of double") {
  double worst = 0;
  for (double x = -745; x < 709.78; x += 0.00137) {
    worst = std::max(worst, ulps(portable_exp(x), std::exp(static_cast<long double>(x))));
  }
  CHECK(worst < 2);
}

TEST_CASE("portable_exp saturates") {
  CHECK(portable_exp(0) == 1);
  CHECK(portable_exp(-0.0) == 1);
  CHECK(portable_exp(-750) == 0);
  CHECK(portable_exp(-std::numeric_limits<double>::infinity()) == 0);
  CHECK(portable_exp(710) == std::numeric_limits<double>::infinity());
  CHECK(portable_exp(std::numeric_limits<double>::infinity()) ==
        std::numeric_limits<double>::infinity());
}

TEST_CASE("portable_log is within 2 ulp for normal numbers") {
  double worst = 0;
  const auto see = [&](double x) {
    worst = std::max(worst, ulps(portable_log(x), std::log(static_cast<long double>(x))));
  };
  for (double x = std::numeric_limits<double>::min(); x < 1e308; x *= 1.00173) see(x);
  for (double x = 0.5; x < 2; x += 0.0000137) see(x);
  for (double x = 1e-16; x < 0.1; x *= 1.01) see(1 + x), see(1 - x / 2);
  CHECK(worst < 2);
  CHECK(portable_log(1) == 0);
}

TEST_CASE("exp and log give the same bits on every instruction set with FMA") {
  const auto values = [] {
    std::vector<double> all;
    for (double x = -700; x < 700; x += 0.37) {
      all.push_back(portable_exp(x));
      all.push_back(portable_log(all.back()));
    }
    return all;
  };
  const std::vector<double> expected = values();
  test::under_every_target(true, [&] { CHECK(values() == expected); });
}

}  // namespace
}  // namespace engram
