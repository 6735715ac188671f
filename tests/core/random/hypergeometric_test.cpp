#include "core/random/hypergeometric.hpp"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "core/random/laws.hpp"
#include "core/random/log_factorial.hpp"

namespace engram {
namespace {

const PhiloxKey kKey = philox_key(11, Purpose::kConnectionTree, 2);

struct Parameters {
  std::uint64_t draws;
  std::uint64_t good;
  std::uint64_t bad;
};

double p_value(const Parameters& parameters, std::uint32_t number) {
  const auto [draws, good, bad] = parameters;
  const double n = static_cast<double>(draws);
  const double g = static_cast<double>(good);
  const double b = static_cast<double>(bad);
  const double mean = n * g / (g + b);
  const double variance = mean * b / (g + b) * (g + b - n) / (g + b - 1);
  test::LawTest law(mean, std::sqrt(variance));
  for (std::uint32_t i = 0; i < number; ++i) {
    DrawSequence sequence(kKey, i);
    law.add(hypergeometric(sequence, draws, good, bad));
  }
  return law.p_value([=](double k) { return test::hypergeometric_probability(n, g, b, k); });
}

TEST_CASE("Hypergeometric numbers follow their law") {
  const auto parameters = GENERATE(values<Parameters>({
      {1, 1, 1},
      {5, 10, 10},
      {10, 5, 15},
      {50, 100, 100},
      {90, 50, 60},  // more than half is drawn
      {90, 60, 50},  // and more than half is good
      {30, 40, 25},
      {1000, 5000, 3000},
      {4400, 20'000'000, 20'000'000},
      {45'000, 100'000, 900'000},
      {20, 1'000'000'000, 1'000'000'000},
      {300'000, 1'000, 1'000'000'000},
      {1'000'000'000, 1'000'000'000, 1'000'000'000},
      {1'000'000, 100'000, 999'900'000},
  }));
  CAPTURE(parameters.draws, parameters.good, parameters.bad);
  CHECK(p_value(parameters, 40'000) > 1e-4);
}

TEST_CASE("Hypergeometric numbers of certain outcomes") {
  DrawSequence sequence(kKey, 0);
  CHECK(hypergeometric(sequence, 0, 5, 5) == 0);
  CHECK(hypergeometric(sequence, 10, 5, 5) == 5);
  CHECK(hypergeometric(sequence, 3, 0, 5) == 0);
  CHECK(hypergeometric(sequence, 3, 5, 0) == 3);
  CHECK(hypergeometric(sequence, 0, 0, 0) == 0);
}

TEST_CASE("Hypergeometric numbers are possible ones") {
  CHECK(rc::check([] {
    const auto good = *rc::gen::inRange<std::uint64_t>(0, 3000);
    const auto bad = *rc::gen::inRange<std::uint64_t>(0, 3000);
    const auto draws = *rc::gen::inRange<std::uint64_t>(0, good + bad + 1);
    DrawSequence sequence(kKey, *rc::gen::arbitrary<std::uint64_t>());
    const std::uint64_t k = hypergeometric(sequence, draws, good, bad);
    RC_ASSERT(k <= good);
    RC_ASSERT(k <= draws);
    RC_ASSERT(draws - k <= bad);
  }));
}

TEST_CASE("Quotients of factorials against log-gamma in extended precision") {
  for (const double k : {0.0, 1.0, 7.0, 15.0, 16.0, 17.0, 100.0, 12'345.0, 1e6}) {
    for (const double step : {-100.0, -16.0, -3.0, -1.0, 0.0, 1.0, 2.0, 17.0, 400.0}) {
      if (k + step < 0) continue;
      CAPTURE(k, step);
      const long double reference = std::lgamma(static_cast<long double>(k + step + 1)) -
                                    std::lgamma(static_cast<long double>(k + 1)) -
                                    step * std::log(static_cast<long double>(k + 1));
      CHECK(log_factorial_change(k, step) ==
            Approx(static_cast<double>(reference)).margin(1e-11).epsilon(1e-13));
    }
  }
}

TEST_CASE("log(1 + x) keeps its digits near 0") {
  for (const double x : {-0.9, -0.5, -1e-3, -1e-9, -1e-17, 0.0, 1e-300, 1e-12, 1e-5, 0.1, 3.0}) {
    CAPTURE(x);
    CHECK(log_one_plus(x) == Approx(std::log1p(x)).epsilon(4e-16).margin(0));
  }
}

}  // namespace
}  // namespace engram
