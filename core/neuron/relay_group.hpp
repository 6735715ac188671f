#pragma once

#include <limits>

#include "core/base/memory_guard.hpp"
#include "core/neuron/neuron_group.hpp"

namespace engram {

/// Neurons that repeat each spike at the moment of its arrival (NEST parrot_neuron). Their input
/// row counts spikes.
class RelayGroup final : public NeuronGroup {
 public:
  RelayGroup(std::uint32_t count, std::int64_t* arrivals) : count_(count), arrivals_(arrivals) {}

  /// Throws EnvironmentError where relays multiply spikes without bound.
  void advance(Step step, std::vector<std::uint32_t>& fired) override;
  Step next_activity(Step) const override { return std::numeric_limits<Step>::max(); }
  void visit_state(StateVisitor&) override {}

 private:
  /// In the list, the outbox and queues, for four partitions.
  static constexpr double kBytesPerSpike = 256;

  std::uint32_t count_;
  MemoryGuard guard_{kBytesPerSpike};
  std::int64_t* arrivals_;  ///< null where nothing projects to the population
};

}  // namespace engram
