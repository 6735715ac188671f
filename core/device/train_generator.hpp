#pragma once

#include <vector>

#include "core/device/spike_generator.hpp"

namespace engram {

/// Given times, as often as they are listed.
class TrainGenerator final : public SpikeGenerator {
 public:
  /// `trains` are of the whole population, one a neuron, in ms or exact. Times in ms are taken to
  /// the nearest fraction of a tick, and to the first one at least.
  TrainGenerator(const std::vector<std::vector<double>>& trains, const Slice& slice);
  TrainGenerator(const std::vector<std::vector<Time>>& trains, const Slice& slice);

  Time next(std::uint32_t neuron) override;
  void visit_state(StateVisitor& state) override;

 private:
  struct Range {
    std::uint64_t next;
    std::uint64_t end;
  };

  std::vector<Time> times_;    ///< of one neuron after another
  std::vector<Range> ranges_;  ///< what is left of each neuron's
};

}  // namespace engram
