#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/neuron/neuron_group.hpp"

namespace engram {

/// Counts and inter-spike intervals of the neurons of a slice, after the warm-up.
class SpikeStatistics {
 public:
  SpikeStatistics(std::uint32_t neurons, Step warm_up) : neurons_(neurons), warm_up_(warm_up) {}

  void add(std::uint32_t neuron, Step step) {
    if (step <= warm_up_) return;
    Intervals& n = neurons_[neuron];
    if (n.spikes++ != 0) {
      const auto interval = static_cast<double>(step - n.last);
      n.sum += interval;
      n.squares += interval * interval;
    }
    n.last = step;
    ++spikes_;
  }

  std::uint64_t spikes() const { return spikes_; }

  void visit_state(StateVisitor& state) {
    state.each_at(
        "last", [&](std::uint32_t i) -> auto& { return neurons_[i].last; });
    state.each_at(
        "interval_sum", [&](std::uint32_t i) -> auto& { return neurons_[i].sum; });
    state.each_at(
        "interval_squares", [&](std::uint32_t i) -> auto& { return neurons_[i].squares; });
    state.each_at(
        "count", [&](std::uint32_t i) -> auto& { return neurons_[i].spikes; });
    spikes_ = 0;
    for (const Intervals& n : neurons_) spikes_ += n.spikes;
  }

  /// Adds the ISI CV (standard deviation over mean) of each neuron with at least `min_spikes`
  /// spikes to `sum`; returns how many had one. Neurons whose spikes all coincide have none.
  std::uint64_t sum_cv(std::uint32_t min_spikes, double& sum) const {
    std::uint64_t count = 0;
    for (const Intervals& n : neurons_) {
      if (n.spikes < min_spikes || n.sum == 0) continue;
      const double intervals = n.spikes - 1;
      const double mean = n.sum / intervals;
      const double variance = std::max(0.0, n.squares / intervals - mean * mean);
      sum += std::sqrt(variance) / mean;
      ++count;
    }
    return count;
  }

 private:
  struct Intervals {
    Step last = 0;
    double sum = 0;      ///< steps
    double squares = 0;  ///< steps^2
    std::uint32_t spikes = 0;
  };
  std::vector<Intervals> neurons_;
  Step warm_up_;
  std::uint64_t spikes_ = 0;
};

}  // namespace engram
