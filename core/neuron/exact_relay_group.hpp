#pragma once

#include <algorithm>
#include <vector>

#include "core/neuron/exact_group.hpp"

namespace engram {

/// Neurons that repeat each spike at the moment of its arrival (NEST parrot_neuron).
class ExactRelayGroup final : public ExactGroup {
 public:
  explicit ExactRelayGroup(const Slice& slice) : slice_(slice) {}

  void advance(Flush& flush, std::span<const std::uint32_t> neurons) override {
    for (const std::uint32_t neuron : neurons) {
      inputs_.clear();
      flush.inputs.read(slice_.slot + neuron, inputs_);
      std::ranges::sort(inputs_);  // intervals between a neuron's spikes are counted as they come
      for (const TimedInput& input : inputs_) {
        flush.fired.push_back({time_from(flush.base, input.offset), neuron});
      }
      if (flush.outgrows_memory()) return;
    }
  }
  void start(Flush&) override {}
  void visit_state(StateVisitor&) override {}

 private:
  Slice slice_;
  std::vector<TimedInput> inputs_;
};

}  // namespace engram
