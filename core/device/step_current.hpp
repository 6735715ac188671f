#pragma once

#include <vector>

#include "core/neuron/neuron_group.hpp"

namespace engram {

/// A piecewise constant current into all neurons of a population.
class StepCurrentInput final : public CurrentInput {
 public:
  StepCurrentInput(const StepCurrent& current, const Clock& clock);

  double amplitude(Step step) const override;

 private:
  std::vector<Step> first_steps_;   ///< first step that each amplitude carries a neuron to
  std::vector<double> amplitudes_;  ///< pA
};

}  // namespace engram
