#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "core/base/time.hpp"
#include "core/event/outbox.hpp"
#include "core/network/network.hpp"
#include "core/partitioning/partitioning.hpp"

namespace engram {

/// Whether each population can excite itself without end on the continuous clock: its neurons have
/// next to no refractory time, relays none at all, and its spikes come back to it by some path.
std::vector<bool> unbounded_populations(const Network& network);

/// Watches the neurons of one partition that can excite themselves without end. Such a neuron would
/// fire without end in almost no model time. It may fire kMostSpikes times in a ms, and more by
/// what comes from outside: spikes that its own cannot have caused, and drives.
class RunawayWatch {
 public:
  static constexpr std::uint32_t kMostSpikes = 10'000;  ///< in 1 ms

  RunawayWatch(const Network& network, const Partitioning& partitioning,
               const PartitionLayout& layout);

  bool watches(std::size_t slice) const { return watched_[slice]; }
  bool watches_any() const { return !bursts_.empty(); }

  /// A spike that may reach this partition.
  void receive(const Spike& spike);

  /// A neuron of a slice that is watched fires; whether it does so without bound.
  bool is_runaway(std::size_t slice, std::uint32_t slot, Tick tick);

 private:
  struct Burst {
    Tick ms = -1;
    std::uint32_t spikes = 0;
  };
  struct Received {
    Tick ms;
    std::uint64_t spikes;
  };

  double allowed(std::size_t slice, Tick ms) const;

  std::vector<std::uint32_t> first_id_;  ///< of each population
  std::vector<bool> outside_;            ///< by population: reached by none that is watched
  std::vector<bool> watched_;            ///< by slice of the partition
  std::vector<double> driven_;           ///< by slice: arrivals of its drives at a neuron in a ms
  Tick longest_delay_ = 0;               ///< ms, from outside
  std::deque<Received> received_;        ///< of outside
  std::vector<Burst> bursts_;            ///< by slot; empty where nothing is watched
};

}  // namespace engram
