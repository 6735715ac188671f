#pragma once

#include <vector>

#include "core/neuron/neuron_group.hpp"

namespace engram {

/// A piecewise constant current into all neurons of a population.
class StepCurrentInput final : public CurrentInput {
 public:
  /// `device` is the index in `Network::devices`.
  StepCurrentInput(const StepCurrent& current, std::uint32_t device, const Clock& clock);

  std::uint32_t device() const override { return device_; }
  double amplitude(Step step) const override;
  void set_amplitude(double pA, Step now) override;

 private:
  std::uint32_t device_;
  std::vector<Step> first_steps_;   ///< first step that each amplitude carries a neuron to
  std::vector<double> amplitudes_;  ///< pA
};

}  // namespace engram
