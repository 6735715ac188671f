#pragma once

#include <cstdint>
#include <limits>
#include <stdexcept>

#include "core/base/time.hpp"

// Recordings count time in steps of the clock.

namespace engram {

/// Throws std::logic_error unless `ticks` is a multiple of `step`, and not negative: rounding would
/// move a spike.
inline std::uint64_t steps_from_ticks(Tick ticks, Tick step) {
  if (ticks < 0 || ticks % step != 0) throw std::logic_error("a recorded time is off the grid");
  return static_cast<std::uint64_t>(ticks / step);
}

/// Throws std::invalid_argument if that many steps are no Tick.
inline Tick ticks_from_steps(std::uint64_t steps, Tick step) {
  if (steps > static_cast<std::uint64_t>(std::numeric_limits<Tick>::max() / step)) {
    throw std::invalid_argument("a time is out of range");
  }
  return static_cast<Tick>(steps) * step;
}

/// Throws std::invalid_argument if that many picoseconds are no Tick.
inline Tick ticks_from_picoseconds(std::uint64_t picoseconds) {
  return ticks_from_steps(picoseconds, 1);
}

/// Whether a spike belongs to a span that begins at `begin`: it comes in a later tick or, in the
/// first of all, after its first moment, where neurons fire that start above their threshold.
inline bool is_after_begin(Time spike, Tick begin) {
  return spike.tick > begin || (begin == 0 && spike > Time{});
}

}  // namespace engram
