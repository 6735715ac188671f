#pragma once

#include <algorithm>

#include "core/base/clock.hpp"

namespace engram {

/// `ms` to the nearest tick; kNeverTime beyond the range.
inline Time moment_at(double ms) {
  return ms < 9e9 ? Time{nearest_multiple(ms, 1), 0} : kNeverTime;
}

/// The first moment later than `time`.
constexpr Time just_after(Time time) {
  if (time == kNeverTime) return kNeverTime;
  const std::uint32_t fraction = time.fraction + 1;
  return {time.tick + (fraction == 0 ? 1 : 0), fraction};
}

/// The moments in [begin, end).
struct TimeSpan {
  Time begin;
  Time end;

  constexpr bool empty() const { return !(begin < end); }

  /// (start, stop] (ms) of a clock as far as it lies after 0.
  static TimeSpan after(const Clock& clock, double start, double stop) {
    return {just_after({std::max<Tick>(clock.nearest(start), 0), 0}),
            just_after({clock.nearest(stop), 0})};
  }

  /// What is left of it after `time`.
  constexpr TimeSpan after(Time time) const { return {std::max(begin, just_after(time)), end}; }
};

}  // namespace engram
