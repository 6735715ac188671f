#pragma once

#include <cstdint>
#include <string>

#include "core/base/given_time.hpp"

namespace engram {

/// When things happen: on multiples of a step or, on the continuous clock, at any time.
class Clock {
 public:
  /// A grid of 0.1 ms.
  constexpr Clock() = default;
  /// Throws UserError unless the step is above 0 and at most 1000 ms.
  static Clock grid(Tick step);
  static constexpr Clock any_time() { return Clock(true, 1); }

  constexpr bool continuous() const { return continuous_; }
  /// The unit of delays, refractory times and samples: on the continuous clock one tick.
  constexpr Tick step() const { return step_; }

  /// Whether `ms` is a multiple of the step.
  bool has(double ms) const { return is_multiple(ms, step_); }
  /// Whether spikes may be given for `ms`: on the continuous clock at any time, on a grid where the
  /// tick nearest to it is a multiple of the step.
  bool has_spike_at(double ms) const;

  /// The multiple of the step nearest to `ms`; within 9e18 ticks, whatever `ms` is.
  Tick nearest(double ms) const { return nearest_multiple(ms, step_); }
  /// As a number of steps.
  std::int64_t steps(double ms) const { return nearest(ms) / step_; }

  /// What could stand in place of `ms`, which the clock does not have: "multiples of the clock's
  /// step of 0.1 ms, such as 0.2 and 0.3 ms".
  std::string valid_times(double ms, bool zero_too = true) const;

 private:
  constexpr Clock(bool continuous, Tick step) : continuous_(continuous), step_(step) {}

  bool continuous_ = false;
  Tick step_ = kTicksPerMs / 10;
};

}  // namespace engram
