#pragma once

#include <cstdint>
#include <vector>

#include "core/network/network.hpp"

namespace engram {

/// How the delays of a network are kept with its synapses. On the grid a delay is a number of
/// steps, the key by which the synapses of a source are ordered. On the continuous clock delays are
/// ticks, of which there are far too many for a key: those that many synapses share (constants, and
/// lists of few different delays) have their rank as key; the synapses of other projections keep
/// their own delay beside their weight, and have the key 0.
class DelayPlan {
 public:
  DelayPlan() = default;
  explicit DelayPlan(const Network& network);

  /// Whether the synapses of a projection keep their own delays.
  bool own(std::size_t projection) const { return !own_.empty() && own_[projection]; }

  /// The key of a delay (ms) of a projection.
  std::uint32_t key(std::size_t projection, double delay) const;

  /// The delay of a key in steps of the clock; 0 for 0.
  Tick steps(std::uint32_t key) const { return shared_.empty() ? Tick{key} : shared_[key]; }

  /// Ticks of a delay in ms: to the nearest, at least one.
  static Tick ticks(double delay);

 private:
  double step_ = 1;           ///< ms; grid only
  std::vector<bool> own_;     ///< by projection; empty on the grid
  std::vector<Tick> shared_;  ///< ascending from the 0 of key 0; empty on the grid
};

}  // namespace engram
