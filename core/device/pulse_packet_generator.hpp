#pragma once

#include <span>
#include <vector>

#include "core/device/spike_generator.hpp"
#include "core/random/philox.hpp"

namespace engram {

/// Normally distributed times about given centres. A packet's times are drawn when the first of
/// them may be the next: a neuron holds those of packets that overlap, never all.
class PulsePacketGenerator final : public SpikeGenerator {
 public:
  /// Packets of `spikes` a neuron with the standard deviation `sd` (0 to 1e8 ms) about each of
  /// `times` (ms, ascending). `key` is of the population.
  PulsePacketGenerator(PhiloxKey key, const Slice& slice, std::span<const double> times,
                       std::uint32_t spikes, double sd, const Clock& clock);

  Time next(std::uint32_t neuron) override;
  void visit_state(StateVisitor& state) override;

 private:
  struct State {
    std::vector<Time> pending;  ///< descending
    std::uint32_t opened = 0;   ///< packets whose times have been drawn
  };

  void open_next(State& state, std::uint32_t entity) const;

  PhiloxKey key_;
  std::uint32_t first_;
  std::uint32_t spikes_;
  double sd_;
  Tick reach_;                  ///< no time is further from its centre
  std::vector<Time> earliest_;  ///< of each packet, ascending
  std::vector<State> states_;
};

}  // namespace engram
