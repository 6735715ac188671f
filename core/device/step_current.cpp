#include "core/device/step_current.hpp"

#include <algorithm>

namespace engram {

StepCurrentInput::StepCurrentInput(const StepCurrent& current, const Clock& clock)
    : amplitudes_(current.amplitudes) {
  for (const double time : current.times) first_steps_.push_back(clock.steps(time) + 1);
}

double StepCurrentInput::amplitude(Step step) const {
  const auto after = std::ranges::upper_bound(first_steps_, step);
  return after == first_steps_.begin()
             ? 0
             : amplitudes_[static_cast<std::size_t>(after - first_steps_.begin()) - 1];
}

}  // namespace engram
