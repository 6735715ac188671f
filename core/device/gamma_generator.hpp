#pragma once

#include <vector>

#include "core/device/spike_generator.hpp"
#include "core/device/time_span.hpp"
#include "core/random/gamma.hpp"

namespace engram {

/// Independent renewal processes with gamma-distributed intervals. They are in equilibrium at the
/// start, as if they had run for ever: the interval that holds the start is drawn in proportion to
/// its length, and what is left of it is uniform (Cox 1962, Renewal Theory, chapter 5).
/// Intervals below the resolution of Time, common where the shape is below 0.1, are 0.
class GammaGenerator final : public SpikeGenerator {
 public:
  /// `key` is of the population; `rate` (Hz) of each neuron and `shape` of its intervals; `span` is
  /// where it fires.
  GammaGenerator(PhiloxKey key, const Slice& slice, double rate, double shape, TimeSpan span);

  Time next(std::uint32_t neuron) override;
  /// What is left of each interval is stretched by the old rate over the new one; after a rate of 0
  /// a whole interval begins.
  void set_rate(double hz, Time now, std::span<Time> pending) override;
  void visit_state(StateVisitor& state) override;

 private:
  struct State {
    Time time;
    std::uint64_t draws = 0;
  };

  double first_interval(std::uint32_t entity) const;

  PhiloxKey key_;
  std::uint32_t first_;
  TimeSpan span_;
  double shape_;
  double scale_;  ///< ms; infinite for a rate of 0
  GammaSampler intervals_;
  GammaSampler length_biased_;
  std::vector<State> states_;
};

}  // namespace engram
