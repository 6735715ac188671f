#pragma once

#include <span>
#include <utility>
#include <vector>

#include "core/base/clock.hpp"
#include "core/neuron/neuron_group.hpp"

// Currents that are piecewise constant: `amplitudes[i]` (pA) from `times[i]` (ms, ascending) on.

namespace engram {

/// On the grid.
class StepCurrentInput final : public CurrentInput {
 public:
  /// `device` is the index in Network::devices.
  StepCurrentInput(std::span<const double> times, std::vector<double> amplitudes,
                   std::uint32_t device, const Clock& clock);

  std::uint32_t device() const override { return device_; }
  double amplitude(Step step) const override;
  void set_amplitude(double pA, Step now) override;
  void visit_state(StateVisitor& state) override;

 private:
  static constexpr Step kNotSet = -1;

  std::uint32_t device_;
  Step set_at_ = kNotSet;  ///< when `set_amplitude` was called last, and with what
  double set_to_ = 0;
  std::vector<Step> first_steps_;   ///< first step that each amplitude carries a neuron to
  std::vector<double> amplitudes_;  ///< pA
};

/// On the continuous clock.
std::vector<std::pair<Time, double>> current_changes(std::span<const double> times,
                                                     std::span<const double> amplitudes,
                                                     const Clock& clock);

/// pA, at least 0.
double largest_current(std::span<const double> amplitudes);

}  // namespace engram
