#pragma once

#include <algorithm>

#include "core/base/time.hpp"

namespace engram {

/// `ms` to the nearest tick; kNeverTime beyond the range.
constexpr Time moment_at(double ms) { return ms < 9e9 ? Time{ticks_from_ms(ms), 0} : kNeverTime; }

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

  /// (start, stop] (ms) as far as it lies in (0, last].
  static constexpr TimeSpan after(double start, double stop, Time last) {
    return {just_after(moment_at(std::max(start, 0.0))),
            just_after(std::min(moment_at(stop), last))};
  }
};

}  // namespace engram
