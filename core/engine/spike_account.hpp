#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "core/base/spike_hash.hpp"
#include "core/engine/spike_statistics.hpp"
#include "core/partitioning/partitioning.hpp"

namespace engram {

/// What a partition keeps of its neurons' spikes: counts, intervals, the hash.
class SpikeAccount {
 public:
  struct Member {
    Slice slice;
    std::uint32_t first_id = 0;  ///< of the slice's first neuron, in the network
    SpikeStatistics statistics;
  };

  void add(Member member) { members_.push_back(std::move(member)); }
  const std::vector<Member>& members() const { return members_; }

  /// `neuron` of the member's slice fires; returns its id in the network. `step` is the time in
  /// steps of the clock.
  std::uint32_t spike(std::size_t member, std::uint32_t neuron, Time time, Step step) {
    Member& m = members_[member];
    m.statistics.add(neuron, step);
    hash_.add(m.slice.population, time, m.slice.first + neuron);
    return m.first_id + neuron;
  }

  /// After spikes were added: makes the count visible to other threads.
  void count(std::size_t spikes) { spikes_.fetch_add(spikes, std::memory_order_relaxed); }

  void visit_state(std::size_t member, StateVisitor& state) {
    StateVisitor spikes = state.within("spikes");
    members_[member].statistics.visit_state(spikes);
  }

  /// Counts what was fired before the partition began.
  void add_earlier(std::uint64_t spikes, SpikeHash hash) {
    count(spikes);
    hash_.add(hash);
  }

  /// Over the whole run so far; from any thread.
  std::uint64_t spikes() const { return spikes_.load(std::memory_order_relaxed); }
  const SpikeHash& hash() const { return hash_; }

 private:
  std::vector<Member> members_;
  SpikeHash hash_;
  std::atomic<std::uint64_t> spikes_ = 0;
};

}  // namespace engram
