#include "core/device/step_current_input.hpp"

#include <algorithm>

namespace engram {

StepCurrentInput::StepCurrentInput(std::span<const double> times, std::vector<double> amplitudes,
                                   std::uint32_t device, const Clock& clock)
    : device_(device), amplitudes_(std::move(amplitudes)) {
  for (const double time : times) first_steps_.push_back(clock.steps(time) + 1);
}

double StepCurrentInput::amplitude(Step step) const {
  const auto after = std::ranges::upper_bound(first_steps_, step);
  return after == first_steps_.begin()
             ? 0
             : amplitudes_[static_cast<std::size_t>(after - first_steps_.begin()) - 1];
}

void StepCurrentInput::set_amplitude(double pA, Step now) {
  const auto after = std::ranges::upper_bound(first_steps_, now + 1);
  const auto at = after - first_steps_.begin();
  amplitudes_.erase(amplitudes_.begin(), amplitudes_.begin() + at);
  amplitudes_.insert(amplitudes_.begin(), pA);
  first_steps_.erase(first_steps_.begin(), after);
  first_steps_.insert(first_steps_.begin(), now + 1);
  set_at_ = now;
  set_to_ = pA;
}

void StepCurrentInput::visit_state(StateVisitor& state) {
  Step at = set_at_;
  double to = set_to_;
  state.shared("set_at", at);
  state.shared("set_to", to);
  if (state.restores() && at != set_at_) set_amplitude(to, at);
}

std::vector<std::pair<Time, double>> current_changes(std::span<const double> times,
                                                     std::span<const double> amplitudes,
                                                     const Clock& clock) {
  std::vector<std::pair<Time, double>> changes;
  for (std::size_t i = 0; i < times.size(); ++i) {
    changes.emplace_back(Time{clock.nearest(times[i]), 0}, amplitudes[i]);
  }
  return changes;
}

double largest_current(std::span<const double> amplitudes) {
  return amplitudes.empty() ? 0 : std::max(0.0, std::ranges::max(amplitudes));
}

}  // namespace engram
