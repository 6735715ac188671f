#pragma once

#include <cmath>
#include <compare>
#include <cstdint>
#include <limits>

namespace engram {

/// Model time in picoseconds: exact, 106 days of range.
using Tick = std::int64_t;

/// Index of a grid step: a spike at step n is at n times the step's length.
using Step = std::int64_t;

inline constexpr Tick kTicksPerMs = 1'000'000'000;

/// The nearest tick to `ms` milliseconds (halves away from zero).
constexpr Tick ticks_from_ms(double ms) {
  const double ticks = ms * static_cast<double>(kTicksPerMs);
  // From 2^52 on every double is whole, and adding a half could round to the next.
  const double half = ticks < -0x1p52 || ticks > 0x1p52 ? 0 : 0.5;
  return static_cast<Tick>(ticks + (ms < 0 ? -half : half));
}

/// Milliseconds of a number of ticks; the double nearest to the exact quotient.
constexpr double ms_from_ticks(Tick ticks) {
  return static_cast<double>(ticks) / static_cast<double>(kTicksPerMs);
}

/// A moment: a tick and, on the continuous clock, a fraction of one in units of 2^-32 ticks.
/// On the grid the fraction is always 0.
struct Time {
  Tick tick = 0;
  std::uint32_t fraction = 0;

  friend constexpr auto operator<=>(const Time&, const Time&) = default;
  friend constexpr Time operator+(Time time, Tick delay) {
    return {time.tick + delay, time.fraction};
  }
};

inline constexpr Time kNeverTime{std::numeric_limits<Tick>::max(), 0};

/// Fractions of a tick in one tick, and in a millisecond.
inline constexpr double kFractionsPerTick = 4294967296.0;
inline constexpr double kFractionsPerMs = kFractionsPerTick * static_cast<double>(kTicksPerMs);

/// The offset of a moment, in fractions of a tick, from a whole tick `base` less than 2^31 ticks
/// away.
constexpr std::int64_t offset_from(Time base, Time time) {
  return (time.tick - base.tick) * (Tick{1} << 32) + time.fraction;
}
constexpr Time time_from(Time base, std::int64_t offset) {
  return {base.tick + (offset >> 32), static_cast<std::uint32_t>(offset)};
}

/// From `begin` to `end` in ms; the double nearest to the exact span in fractions of a tick, times
/// the length of one.
constexpr double ms_between(Time begin, Time end) {
  const double ticks = static_cast<double>(end.tick - begin.tick);
  const double fractions = static_cast<double>(end.fraction) - static_cast<double>(begin.fraction);
  return (ticks * kFractionsPerTick + fractions) * (1 / kFractionsPerMs);
}

/// `ms` >= 0 after `time`, to the nearest fraction of a tick; kNeverTime beyond the range.
inline Time after_ms(Time time, double ms) {
  const double ticks = ms * static_cast<double>(kTicksPerMs);
  if (!(ticks < 9e18 && ticks + static_cast<double>(time.tick) < 9e18)) return kNeverTime;
  const double whole = std::floor(ticks);
  const auto fraction =
      static_cast<std::uint64_t>((ticks - whole) * kFractionsPerTick + 0.5) + time.fraction;
  return {time.tick + static_cast<Tick>(whole) + static_cast<Tick>(fraction >> 32),
          static_cast<std::uint32_t>(fraction)};
}

}  // namespace engram
