#include "core/random/gamma.hpp"

#include <boost/math/special_functions/gamma.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "core/random/every_target.hpp"
#include "core/random/kolmogorov_smirnov.hpp"

namespace engram {
namespace {

constexpr PhiloxKey kKey{0xfeedbeef, 0x0ddba11};

std::vector<double> drawn(double shape, std::uint64_t first, std::uint32_t entity, std::size_t n) {
  const GammaSampler sampler(shape);
  std::vector<double> all;
  for (std::uint64_t i = 0; i < n; ++i) all.push_back(sampler.draw(kKey, first + i, entity));
  return all;
}

TEST_CASE("gamma numbers have their law, mean and variance") {
  const double shape = GENERATE(0.01, 0.1, 0.5, 0.99, 1.0, 1.01, 2.5, 20.0, 1000.0);
  CAPTURE(shape);
  constexpr std::size_t kDraws = 200'000;
  const std::vector<double> draws = drawn(shape, 0, 5, kDraws);
  CHECK(test::fits(draws, [&](double x) { return boost::math::gamma_p(shape, x); }));
  double sum = 0;
  double squares = 0;
  for (const double x : draws) {
    sum += x - shape;
    squares += (x - shape) * (x - shape) - shape;
  }
  CHECK(std::abs(sum) < 4 * std::sqrt(shape * kDraws));
  // The variance of the squared deviation is 2 shape^2 + 6 shape.
  CHECK(std::abs(squares) < 4 * std::sqrt((2 * shape * shape + 6 * shape) * kDraws));
}

TEST_CASE("gamma numbers of different draws, entities and keys are unrelated") {
  const double shape = GENERATE(0.3, 4.0);
  constexpr std::size_t kDraws = 50'000;
  const std::vector<double> base = drawn(shape, 0, 5, kDraws);
  for (const auto& other : {drawn(shape, 1, 5, kDraws), drawn(shape, 1ull << 32, 5, kDraws),
                            drawn(shape, 0, 6, kDraws)}) {
    double sum = 0;
    for (std::size_t i = 0; i < kDraws; ++i) sum += (base[i] - shape) * (other[i] - shape);
    CHECK(std::abs(sum) < 4 * shape * std::sqrt(kDraws));
  }
  CHECK(GammaSampler(shape).draw({kKey.k0, kKey.k1 + 1}, 0, 5) != base[0]);
}

TEST_CASE("gamma numbers are the same on every instruction set with FMA") {
  const double shape = GENERATE(0.2, 3.0);
  const std::vector<double> expected = drawn(shape, 0, 1, 1000);
  test::under_every_target(true, [&] { CHECK(drawn(shape, 0, 1, 1000) == expected); });
}

}  // namespace
}  // namespace engram
