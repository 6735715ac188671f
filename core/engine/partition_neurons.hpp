#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/base/aligned_vector.hpp"
#include "core/engine/spike_account.hpp"
#include "core/neuron/neuron_group.hpp"
#include "core/synapse/synapse_stream.hpp"

namespace engram {

/// The neurons of one partition on the grid: their groups and the input rows.
class PartitionNeurons {
 public:
  struct Member {
    Slice slice;
    std::unique_ptr<NeuronGroup> group;
    std::vector<Arrival> arrivals{};  ///< of the coming instant, where the neurons sleep
  };

  /// Makes room for `layout`; `classes` determine which rows are needed by neurons that are swept.
  PartitionNeurons(const PartitionLayout& layout, std::span<const SynapseClass> classes);
  PartitionNeurons(const PartitionNeurons&) = delete;

  /// By receptor, as many as any of the neurons has.
  std::span<const InputRow> rows() const { return rows_; }
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

  /// Moves on to `step`, enters every spike into the account, whose members are the same, and calls
  /// `on_spike(id)`.
  template <class OnSpike>
  void advance(Step step, Time time, SpikeAccount& account, OnSpike&& on_spike) {
    for (std::size_t m = 0; m < members_.size(); ++m) {
      if (!members_[m].arrivals.empty()) hand_over(members_[m]);
      fired_.clear();
      members_[m].group->advance(step, fired_);
      for (const std::uint32_t neuron : fired_) on_spike(account.spike(m, neuron, time, step));
      account.count(fired_.size());
    }
  }

 private:
  /// Arrivals that wait before their group takes them: many enough to overlap its cache misses, few
  /// enough to stay in the cache themselves.
  static constexpr std::size_t kMaxArrivals = 8192;

  static void hand_over(Member& member) {
    member.group->receive(member.arrivals);
    member.arrivals.clear();
  }

  std::vector<AlignedVector<std::int32_t>> narrow_;
  std::vector<AlignedVector<std::int64_t>> wide_;
  std::vector<InputRow> rows_;
  std::vector<Member> members_;
  std::vector<std::uint16_t> member_of_unit_;  ///< by slot / kSliceUnit
  std::vector<std::uint32_t> fired_;
};

}  // namespace engram
