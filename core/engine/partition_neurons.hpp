#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "core/base/aligned_vector.hpp"
#include "core/base/spike_hash.hpp"
#include "core/engine/spike_statistics.hpp"
#include "core/network/synapse_stream.hpp"
#include "core/neuron/neuron_group.hpp"

namespace engram {

/// The neurons of one partition: their groups, the input rows and the account of their spikes.
class PartitionNeurons {
 public:
  struct Member {
    Slice slice;
    std::uint32_t first_id = 0;  ///< of the slice's first neuron, in the network
    std::unique_ptr<NeuronGroup> group;
    SpikeStatistics statistics;
    std::vector<Arrival> arrivals{};  ///< of the coming instant, where the neurons sleep
  };

  /// Makes room for `layout`; `classes` say which rows are needed by neurons that are swept.
  PartitionNeurons(const PartitionLayout& layout, std::span<const SynapseClass> classes);
  PartitionNeurons(const PartitionNeurons&) = delete;

  const InputRows& rows() const { return rows_; }
  void add(Member member);
  const std::vector<Member>& members() const { return members_; }

  /// The first step after `now` at which something may happen without a volley.
  Step next_activity(Step now) const;

  /// A synapse reaches a neuron that sleeps, in the instant that `advance` moves to next.
  void arrive(std::uint32_t slot, std::uint8_t receptor, bool narrow, std::int64_t units) {
    Member& member = members_[member_of_unit_[slot / kSliceUnit]];
    member.arrivals.push_back({slot - member.slice.slot, receptor, narrow, units});
    if (member.arrivals.size() == kMaxArrivals) hand_over(member);
  }

  /// Moves on to `step` and calls `on_spike(id)` for every spike.
  template <class OnSpike>
  void advance(Step step, Time time, OnSpike&& on_spike) {
    for (Member& member : members_) {
      if (!member.arrivals.empty()) hand_over(member);
      fired_.clear();
      member.group->advance(step, fired_);
      for (const std::uint32_t neuron : fired_) {
        member.statistics.add(neuron, step);
        hash_.add(member.slice.population, time, member.slice.first + neuron);
        on_spike(member.first_id + neuron);
      }
      spikes_.fetch_add(fired_.size(), std::memory_order_relaxed);
    }
  }

  /// Over the whole run so far; any thread may ask.
  std::uint64_t spikes() const { return spikes_.load(std::memory_order_relaxed); }
  const SpikeHash& hash() const { return hash_; }

 private:
  /// Arrivals that wait before their group takes them: many enough to overlap its cache misses, few
  /// enough to stay in the cache themselves.
  static constexpr std::size_t kMaxArrivals = 8192;

  static void hand_over(Member& member) {
    member.group->receive(member.arrivals);
    member.arrivals.clear();
  }

  std::array<AlignedVector<std::int32_t>, 2> narrow_;
  std::array<AlignedVector<std::int64_t>, 2> wide_;
  InputRows rows_;
  std::vector<Member> members_;
  std::vector<std::uint16_t> member_of_unit_;  ///< by slot / kSliceUnit
  std::vector<std::uint32_t> fired_;
  SpikeHash hash_;
  std::atomic<std::uint64_t> spikes_ = 0;
};

}  // namespace engram
