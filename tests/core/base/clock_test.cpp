#include "core/base/clock.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <type_traits>

#include "core/base/error.hpp"

namespace engram {

TEST_CASE("a clock is a grid of 0.1 ms unless it is made another") {
  CHECK_FALSE(Clock().continuous());
  CHECK(Clock().step() == kTicksPerMs / 10);
  CHECK(Clock::grid(7).step() == 7);
  CHECK_FALSE(Clock::grid(1).continuous());
  CHECK(Clock::any_time().continuous());
  CHECK(Clock::any_time().step() == 1);
  CHECK_FALSE(std::is_aggregate_v<Clock>);
}

TEST_CASE("a grid needs a step within its range") {
  for (const Tick step : {Tick{0}, Tick{-1}, std::numeric_limits<Tick>::min(),
                          1000 * kTicksPerMs + 1, std::numeric_limits<Tick>::max()}) {
    CHECK_THROWS_AS(Clock::grid(step), UserError);
  }
  CHECK_THROWS_WITH(Clock::grid(0), Catch::Contains("clock: the step is 0 ms; it must be above 0"));
}

TEST_CASE("a clock has the multiples of its step") {
  const Clock clock = Clock::grid(300'000'000);
  CHECK(clock.has(0));
  CHECK(clock.has(0.9));
  CHECK(clock.has(3 * 0.3));
  CHECK_FALSE(clock.has(1));
  CHECK(clock.steps(0.9) == 3);
  CHECK(clock.nearest(1) == 900'000'000);
  CHECK(Clock::any_time().has(1e-9));
  CHECK_FALSE(Clock::any_time().has(1.4e-9));
}

TEST_CASE("spikes may be given for any time of the continuous clock") {
  CHECK(Clock::any_time().has_spike_at(1.4e-9));
  CHECK(Clock().has_spike_at(0.3));
  CHECK(Clock().has_spike_at(0.3 + 4e-10));
  CHECK_FALSE(Clock().has_spike_at(0.3 + 6e-10));
  CHECK_FALSE(Clock().has_spike_at(0.35));
}

TEST_CASE("valid times next to an invalid one are named") {
  const Clock grid;
  CHECK(grid.valid_times(0.25) ==
        "multiples of the clock's step of 0.1 ms, such as 0.2 and 0.3 ms");
  CHECK(grid.valid_times(0.26) == grid.valid_times(0.25));
  CHECK(grid.valid_times(0.04, false) ==
        "multiples of the clock's step of 0.1 ms, above 0, such as 0.1 ms");
  CHECK(grid.valid_times(-3) == "multiples of the clock's step of 0.1 ms, such as 0 ms");
  CHECK(grid.valid_times(1e300) == "multiples of the clock's step of 0.1 ms");
  CHECK(Clock::any_time().valid_times(0.0009765625) ==
        "whole picoseconds, such as 0.000976562 and 0.000976563 ms");
}

}  // namespace engram
