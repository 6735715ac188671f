#include "core/base/clock.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"

namespace engram {
namespace {

constexpr Tick kLongestStep = 1000 * kTicksPerMs;

std::string text_of(Tick tick) { return shortest_text(ms_from_ticks(tick)); }

}  // namespace

Clock Clock::grid(Tick step) {
  if (step <= 0 || step > kLongestStep) {
    throw UserError("clock: the step is " + text_of(step) + " ms; it must be above 0 and at most " +
                    text_of(kLongestStep) + " ms");
  }
  return Clock(false, step);
}

bool Clock::has_spike_at(double ms) const {
  return continuous_ || has(ms) || nearest_multiple(ms, 1) == nearest(ms);
}

std::string Clock::valid_times(double ms, bool zero_too) const {
  std::string text = continuous_ ? "whole picoseconds"
                                 : "multiples of the clock's step of " + text_of(step_) + " ms";
  if (!zero_too) text += ", above 0";
  if (!(std::abs(ms) <= kLatestMs)) return text;
  const Tick least = zero_too ? 0 : step_;
  const Tick near = nearest(ms);
  const bool rounds_up = static_cast<double>(near) > ms * static_cast<double>(kTicksPerMs);
  const Tick below = std::max(least, rounds_up ? near - step_ : near);
  const Tick above = std::max(least, rounds_up ? near : near + step_);
  text += ", such as " + text_of(below);
  return text + (above == below ? "" : " and " + text_of(above)) + " ms";
}

}  // namespace engram
