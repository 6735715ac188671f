#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

#include "core/random/decays.hpp"
#include "core/random/every_target.hpp"

namespace engram::test {
namespace {

using Exact = boost::multiprecision::cpp_bin_float_quad;

/// e^x - 1 - x for -1 < x < 0 by its series, of which nothing cancels but the sign of its terms.
Exact beyond_linear_of(Exact x) {
  Exact sum = 0;
  Exact term = x;
  for (int n = 2; n < 40; ++n) sum += term *= x / n;
  return sum;
}

double ulps(double value, Exact exact) {
  const double magnitude = std::abs(static_cast<double>(exact));
  const double ulp = std::nextafter(magnitude, INFINITY) - magnitude;
  return std::abs(static_cast<double>((Exact(value) - exact) / ulp));
}

struct Worst {
  double factor = 0;
  double change = 0;
  double beyond_linear = 0;

  void see(double x, const DecayParts& parts) {
    const bool small = x > -0.5;
    const Exact exact_factor = exp(Exact(x));
    const Exact beyond = small ? beyond_linear_of(x) : exact_factor - 1 - Exact(x);
    factor = std::max(factor, ulps(parts.factor, exact_factor));
    change = std::max(change, ulps(parts.change, small ? beyond + x : exact_factor - 1));
    beyond_linear = std::max(beyond_linear, ulps(parts.beyond_linear, beyond));
  }
};

/// The double next to `x` towards 0, `n` times; away from it where n is negative.
double beside(double x, int n) {
  for (; n > 0; --n) x = std::nextafter(x, 0.0);
  for (; n < 0; ++n) x = std::nextafter(x, -INFINITY);
  return x;
}

/// Negative numbers of any magnitude from 1e-150 to just below 700, and all around where something
/// else begins.
std::vector<double> exponents() {
  std::vector<double> all;
  for (double x = 1e-150; x < 700; x *= 1.0173) all.push_back(-x);
  for (double x = 1e-6; x < 700; x *= 1.00073) all.push_back(-x);
  for (double x = 0.001; x < 40; x += 0.00717) all.push_back(-x);
  for (int n = -50; n <= 50; ++n) {
    all.push_back(beside(-1.0 / 16, n));
    all.push_back(beside(-std::numbers::ln2 / 2, n));
    all.push_back(beside(-1.0, n));
    for (int k = 1; k < 12; ++k) all.push_back(beside(-(k + 0.5) * std::numbers::ln2, n));
    if (n > 0) all.push_back(beside(-700.0, n));
  }
  all.resize(all.size() / 8 * 8);
  return all;
}

std::vector<DecayParts> decays_of(const std::vector<double>& x) {
  std::vector<DecayParts> out(x.size());
  decays(x, out);
  return out;
}

TEST_CASE("every part of a decay is within some ulp of itself") {
  const std::vector<double> x = exponents();
  under_every_target(false, [&] {
    const std::vector<DecayParts> parts = decays_of(x);
    Worst worst;
    for (std::size_t i = 0; i < x.size(); ++i) worst.see(x[i], parts[i]);
    CHECK(worst.factor < 2.5);
    CHECK(worst.change < 2.5);
    CHECK(worst.beyond_linear < 6);
  });
}

TEST_CASE("a decay over no time changes nothing") {
  for (const double zero : {0.0, -0.0}) CHECK(decay_alone(zero) == DecayParts{1, 0, 0});
}

TEST_CASE("intervals of which nothing is left have a factor of 0") {
  under_every_target(false, [] {
    for (double x = -700; x > -800; x -= 0.37) CHECK(decay_alone(x) == DecayParts{0, -1, -1 - x});
    for (const double x : {-1e3, -1e9, -1e300}) CHECK(decay_alone(x) == DecayParts{0, -1, -1 - x});
  });
}

TEST_CASE("lanes of a decay do not influence each other") {
  std::vector<double> x = exponents();
  for (double more = 690; more < 720; more += 0.1) x.push_back(-more);
  x.push_back(0);
  std::mt19937_64 random(1);
  under_every_target(false, [&] {
    for (int round = 0; round < 8; ++round) {
      std::shuffle(x.begin(), x.end(), random);
      x.resize(x.size() / 8 * 8);
      const std::vector<DecayParts> parts = decays_of(x);
      bool same = true;
      for (std::size_t i = 0; i < x.size(); ++i) same = same && parts[i] == decay_alone(x[i]);
      CHECK(same);
    }
  });
}

TEST_CASE("decays are the same on every instruction set with FMA") {
  const std::vector<double> x = exponents();
  const std::vector<DecayParts> expected = decays_of(x);
  under_every_target(true, [&] { CHECK((decays_of(x) == expected)); });
}

}  // namespace
}  // namespace engram::test
