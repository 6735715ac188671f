#include "core/random/draw.hpp"

#include <rapidcheck.h>

#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/uniform.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/error.hpp"
#include "core/random/chi_square.hpp"
#include "core/random/every_target.hpp"
#include "core/random/kolmogorov_smirnov.hpp"

namespace engram {
namespace {

constexpr PhiloxKey kKey{0x12345678, 0x9abcdef0};
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<double> drawn(const Sampler& sampler, std::uint32_t entity, std::uint32_t first,
                          std::size_t n) {
  std::vector<double> out(n);
  sampler.draw(kKey, entity, first, out);
  return out;
}

/// The word that draw number i comes from, as documented.
std::uint32_t word_of(std::uint32_t entity, std::uint32_t i) {
  return philox4x32({i / 4, entity, 0, 0}, kKey)[i % 4];
}

TEST_CASE("an index is the high half of 64 bits times n, wherever a range begins") {
  CHECK(rc::check([](std::uint32_t entity, std::uint32_t n) {
    const auto first = *rc::gen::inRange<std::uint32_t>(0, 100'000);
    const auto size = *rc::gen::inRange<std::size_t>(0, 100);
    std::vector<std::uint32_t> expected;
    for (std::uint32_t i = first; i < first + size; ++i) {
      const PhiloxWords words = philox4x32({i / 2, entity, 0, 0}, kKey);
      const std::uint64_t low = std::uint64_t{words[i % 2 * 2 + 1]} * n >> 32;
      expected.push_back(
          static_cast<std::uint32_t>((std::uint64_t{words[i % 2 * 2]} * n + low) >> 32));
    }
    test::under_every_target(false, [&] {
      std::vector<std::uint32_t> out(size);
      draw_indices(kKey, entity, first, n, out);
      RC_ASSERT(out == expected);
    });
  }));
}

TEST_CASE("indices are uniform") {
  const std::uint32_t n = GENERATE(2u, 7u, 100u, 1000u);
  std::vector<std::uint32_t> out(200'000);
  draw_indices(kKey, 3, 0, n, out);
  std::vector<double> observed(n);
  for (const std::uint32_t index : out) ++observed.at(index);
  const std::vector<double> expected(n, static_cast<double>(out.size()) / n);
  CHECK(test::chi_square_p_value(observed, expected) > 1e-4);
}

TEST_CASE("a normal draw is the quantile of its word") {
  const Sampler sampler({.law = Normal{3, 2}});
  const std::vector<double> draws = drawn(sampler, 5, 0, 20'000);
  const boost::math::normal law(3, 2);
  double worst = 0;
  for (std::uint32_t i = 0; i < draws.size(); ++i) {
    const double u = (word_of(5, i) + 0.5) * 0x1p-32;
    worst = std::max(worst, std::abs(draws[i] - boost::math::quantile(law, u)));
  }
  CHECK(worst < 2e-14);
}

TEST_CASE("the far ends of the normal law are right") {
  const Sampler sampler({.law = Normal{0, 1}});
  const double end = -boost::math::quantile(boost::math::normal(), 0x1p-33);
  CHECK(sampler.min_value() == Approx(-end).epsilon(1e-14));
  CHECK(sampler.max_value() == Approx(end).epsilon(1e-14));
  CHECK(sampler.max_magnitude() == Approx(end).epsilon(1e-14));
}

TEST_CASE("draws follow their law") {
  CHECK(test::fits(drawn(Sampler({.law = Normal{-1, 0.5}}), 1, 0, 100'000),
                   [](double x) { return boost::math::cdf(boost::math::normal(-1, 0.5), x); }));
  CHECK(test::fits(drawn(Sampler({.law = Lognormal{0.3, 0.8}}), 2, 0, 100'000),
                   [](double x) { return boost::math::cdf(boost::math::lognormal(0.3, 0.8), x); }));
  CHECK(test::fits(drawn(Sampler({.law = Uniform{-2, 7}}), 3, 0, 100'000),
                   [](double x) { return boost::math::cdf(boost::math::uniform(-2, 7), x); }));
}

TEST_CASE("redrawing gives the truncated law") {
  const auto [min, max] =
      GENERATE(std::pair(0.0, kInfinity), std::pair(1.0, 1.1), std::pair(-kInfinity, -2.5));
  CAPTURE(min, max);
  const boost::math::normal law(0.5, 1);
  const double below = boost::math::cdf(law, min);
  const double inside = boost::math::cdf(law, max) - below;
  const Sampler sampler({Normal{0.5, 1}, min, max, OutOfRange::kRedraw});
  const std::vector<double> draws = drawn(sampler, 4, 0, 100'000);
  CHECK(*std::ranges::min_element(draws) >= min);
  CHECK(*std::ranges::max_element(draws) <= max);
  CHECK(test::fits(draws, [&](double x) { return (boost::math::cdf(law, x) - below) / inside; }));
}

TEST_CASE("clipping moves what lies outside to the bounds") {
  const Distribution unclipped{.law = Normal{0, 1}};
  Distribution clipped = unclipped;
  clipped.min = -0.5;
  clipped.max = 1;
  const std::vector<double> free = drawn(Sampler(unclipped), 1, 0, 1000);
  const std::vector<double> bound = drawn(Sampler(clipped), 1, 0, 1000);
  for (std::size_t i = 0; i < free.size(); ++i) {
    CHECK(bound[i] == std::clamp(free[i], -0.5, 1.0));
  }
  CHECK(Sampler(clipped).min_value() == -0.5);
  CHECK(Sampler(clipped).max_value() == 1);
}

TEST_CASE("any part of a row can be drawn alone, on any instruction set with FMA") {
  const Distribution distribution =
      GENERATE(Distribution{.law = Normal{1, 2}}, Distribution{.law = Lognormal{0, 1}},
               Distribution{.law = Uniform{3, 4}},
               Distribution{Normal{0, 1}, 0.5, kInfinity, OutOfRange::kRedraw});
  const Sampler sampler(distribution);
  const std::vector<double> whole = drawn(sampler, 9, 0, 300);
  CHECK(rc::check([&] {
    const auto first = *rc::gen::inRange<std::size_t>(0, 300);
    const auto size = *rc::gen::inRange<std::size_t>(0, 300 - first);
    const std::vector<double> expected(whole.begin() + static_cast<std::ptrdiff_t>(first),
                                       whole.begin() + static_cast<std::ptrdiff_t>(first + size));
    test::under_every_target(true, [&] {
      RC_ASSERT(drawn(sampler, 9, static_cast<std::uint32_t>(first), size) == expected);
    });
  }));
}

TEST_CASE("keys and entities have unrelated draws") {
  const Sampler sampler({.law = Normal{0, 1}});
  constexpr std::size_t kDraws = 100'000;
  std::vector<double> other_key(kDraws);
  sampler.draw({kKey.k0 + 1, kKey.k1}, 1, 0, other_key);
  const std::vector<double> base = drawn(sampler, 1, 0, kDraws);
  for (const std::vector<double>& other :
       {drawn(sampler, 2, 0, kDraws), drawn(sampler, 1, 1, kDraws), other_key}) {
    double sum = 0;
    for (std::size_t i = 0; i < kDraws; ++i) sum += base[i] * other[i];
    CHECK(std::abs(sum) < 4 * std::sqrt(kDraws));
  }
}

TEST_CASE("medians are those of the law") {
  CHECK(Sampler({.law = Normal{3, 1}}).median_value() == Approx(3).epsilon(1e-8));
  CHECK(Sampler({.law = Lognormal{2, 1}}).median_magnitude() == Approx(std::exp(2)).epsilon(1e-8));
  CHECK(Sampler({.law = Uniform{-4, -2}}).median_magnitude() == Approx(3).epsilon(1e-8));
  CHECK(Sampler({.law = Uniform{-4, -2}}).median_value() == Approx(-3).epsilon(1e-8));
  CHECK(Sampler({.law = Normal{0, 1}}).median_magnitude() == Approx(0.6744897502).epsilon(1e-8));
  CHECK(Sampler({Normal{0, 1}, 1, kInfinity, OutOfRange::kClip}).median_magnitude() == Approx(1));
  CHECK(Sampler({.law = Constant{-7}}).median_magnitude() == 7);
}

TEST_CASE("a law without spread is constant") {
  for (const Distribution& distribution :
       {Distribution{.law = Constant{2.5}}, Distribution{.law = Normal{2.5, 0}},
        Distribution{.law = Uniform{2.5, 2.5}}, Distribution{Normal{9, 1}, 2, 2.5}}) {
    const Sampler sampler(distribution);
    CHECK(sampler.is_constant());
    CHECK(drawn(sampler, 0, 3, 5) == std::vector<double>(5, 2.5));
  }
  CHECK_FALSE(Sampler({.law = Normal{2.5, 1e-3}}).is_constant());
}

TEST_CASE("impossible laws are refused") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Distribution distribution = GENERATE_COPY(values<Distribution>({
      {.law = Constant{nan}},
      {.law = Uniform{2, 1}},
      {.law = Uniform{-1e308, 1e308}},
      {.law = Normal{kInfinity, 1}},
      {.law = Normal{0, -1}},
      {.law = Normal{0, nan}},
      {.law = Lognormal{0, 1000}},
      {.law = Normal{0, 1}, .min = 1, .max = 0},
      {.law = Normal{0, 1}, .min = nan},
      {.law = Constant{5}, .min = 6, .out_of_range = OutOfRange::kRedraw},
      {.law = Normal{0, 1}, .min = 3.2, .out_of_range = OutOfRange::kRedraw},
  }));
  CHECK_THROWS_AS(Sampler(distribution), UserError);
}

TEST_CASE("what is refused is named together with what is valid") {
  CHECK_THROWS_WITH(Sampler({.law = Normal{0, -1}}), "sd is -1; it must be >= 0");
  CHECK_THROWS_WITH(Sampler({.law = Uniform{2, 1}}), "low is 2 and high 1; low must be <= high");
}

}  // namespace
}  // namespace engram
