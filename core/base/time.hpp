#pragma once

#include <compare>
#include <cstdint>

namespace engram {

/// Model time in picoseconds: exact, 106 days of range.
using Tick = std::int64_t;

inline constexpr Tick kTicksPerMs = 1'000'000'000;

/// The nearest tick to `ms` milliseconds (halves away from zero).
constexpr Tick ticks_from_ms(double ms) {
  return static_cast<Tick>(ms * static_cast<double>(kTicksPerMs) + (ms < 0 ? -0.5 : 0.5));
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
};

}  // namespace engram
