#include "core/device/step_current.hpp"

#include <algorithm>

namespace engram {

StepCurrentInput::StepCurrentInput(const StepCurrent& current, std::uint32_t device,
                                   const Clock& clock)
    : device_(device), amplitudes_(current.amplitudes) {
  for (const double time : current.times) first_steps_.push_back(clock.steps(time) + 1);
}

void StepCurrentInput::set_amplitude(double pA, Step now) {
  const auto after = std::ranges::upper_bound(first_steps_, now + 1);
  const auto at = after - first_steps_.begin();
  amplitudes_.erase(amplitudes_.begin(), amplitudes_.begin() + at);
  amplitudes_.insert(amplitudes_.begin(), pA);
  first_steps_.erase(first_steps_.begin(), after);
  first_steps_.insert(first_steps_.begin(), now + 1);
}

double StepCurrentInput::amplitude(Step step) const {
  const auto after = std::ranges::upper_bound(first_steps_, step);
  return after == first_steps_.begin()
             ? 0
             : amplitudes_[static_cast<std::size_t>(after - first_steps_.begin()) - 1];
}

}  // namespace engram
