#pragma once

#include <cstdint>
#include <vector>

#include "core/network/network.hpp"

namespace engram {

/// Delays in steps, from `least` to `most`; none if `least` is the greater.
struct DelayRange {
  Tick least = 1;
  Tick most = 1;
};

/// The delays that a law may give: at least one step, and inside its min and max and the ends of a
/// uniform law.
DelayRange delay_range(const Distribution& law, const Clock& clock);

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

  /// Ticks of a delay (ms) of a projection on the continuous clock: to the nearest in its range.
  Tick ticks(std::size_t projection, double delay) const;

 private:
  double step_ = 1;                 ///< ms; grid only
  std::vector<DelayRange> ranges_;  ///< by projection
  std::vector<bool> own_;           ///< by projection; empty on the grid
  std::vector<Tick> shared_;        ///< ascending from the 0 of key 0; empty on the grid
};

}  // namespace engram
