#include "core/base/given_time.hpp"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/support/exact_real.hpp"
#include "core/support/twin_networks.hpp"

namespace engram::test {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// A tick of any magnitude up to 4e18.
Tick random_tick(Dice& dice) { return static_cast<Tick>(std::exp2(dice.real(0, std::log2(4e18)))); }

}  // namespace

TEST_CASE("a double next to a whole number of picoseconds stands for it") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Tick tick = random_tick(dice);
    for (const double sign : {-1.0, 1.0}) {
      const double ms = sign * ms_from_ticks(tick);
      for (const double near : {ms, std::nextafter(ms, 0), std::nextafter(ms, sign * kInfinity)}) {
        RC_ASSERT(is_multiple(near, 1));
        if (tick < Tick{1} << 49) {
          RC_ASSERT(nearest_multiple(near, 1) == static_cast<Tick>(sign) * tick);
        }
      }
    }
  }));
}

TEST_CASE("multiples of a step are found at any distance from 0, sums of steps too") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Tick step = dice.one_of<Tick>({1'000'000, 100'000'000, 300'000'000, 250'000'000,
                                         1'000'000'000, 976'563, 333'333'333, 17'000'000'000});
    const Tick tick = random_tick(dice) / step * step;
    RC_ASSERT(nearest_multiple(ms_from_ticks(tick), step) == tick);
    RC_ASSERT(is_multiple(ms_from_ticks(tick), step));
    RC_ASSERT(is_multiple(static_cast<double>(tick / step) * ms_from_ticks(step), step));
  }));
  double sum = 0;
  for (int i = 1; i <= 100; ++i) {
    sum += 0.1;
    CHECK(nearest_multiple(sum, kTicksPerMs / 10) == i * kTicksPerMs / 10);
    CHECK(is_multiple(sum, kTicksPerMs / 10));
    CHECK(is_multiple(100.3 + 0.1 * i - 100, kTicksPerMs / 10));
  }
}

TEST_CASE("a time between two picoseconds is neither of them") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Tick tick = dice.whole(0, Tick{1} << 40);
    const double off = dice.one_of({-1.0, 1.0}) * dice.real(0.01, 0.5);
    RC_ASSERT_FALSE(is_multiple(ms_from_ticks(tick) + off * 1e-9, 1));
    RC_ASSERT_FALSE(is_multiple(ms_from_ticks(3 * tick + 1), 3));
  }));
  CHECK_FALSE(is_multiple(0x1p-10, 1));
  CHECK_FALSE(is_multiple(1000.4e-9, 1));
  CHECK_FALSE(is_multiple(300'000 + 0x1p-10, 1));
}

TEST_CASE("times out of range are no multiples, and are converted without overflow") {
  for (const double ms : {kNaN, kInfinity, -kInfinity, 1e300, -1e300, 1e10}) {
    CAPTURE(ms);
    CHECK_FALSE(is_multiple(ms, 1));
    CHECK(std::abs(nearest_multiple(ms, 300'000'000)) <= 9'000'000'000'000'000'000);
    CHECK(exact_time(ms) == Time{nearest_multiple(ms, 1), 0});
  }
  CHECK(nearest_multiple(kNaN, 7) == 0);
  CHECK(nearest_multiple(-0.0, 7) == 0);
  CHECK(exact_time(-0.25e-9) == Time{-1, 3u << 30});
  CHECK(is_multiple(-0.0, 7));
}

TEST_CASE("a moment is right to the fraction of a tick, and whole where a double could be") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const double ms = std::exp2(dice.real(-40, 12));
    const Time time = exact_time(ms);
    const Real off = abs(real_ms(time) - Real(ms));
    const bool rounded = time.fraction == 0 && off <= Real(ms) * 0x1p-51;
    RC_ASSERT((rounded || off * kTicksPerMs <= Real(0x1p-33) * 1.0001));
  }));
  CHECK(exact_time(0.1 + 0.2) == Time{300'000'000, 0});
  CHECK(exact_time(2.5e-10) == Time{0, 1u << 30});
  CHECK(exact_time(1e-9 * 1.75) == Time{1, 3u << 30});
  CHECK(exact_time(0) == Time{});
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Tick tick = dice.whole(0, Tick{1} << 49);
    RC_ASSERT(exact_time(ms_from_ticks(tick)) == (Time{tick, 0}));
  }));
}

}  // namespace engram::test
