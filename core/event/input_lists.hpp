#pragma once

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/memory_guard.hpp"
#include "core/base/prefetch.hpp"

namespace engram {

/// An input of a neuron: its time, as offset in 2^-32 ticks from some base, and its weight (pA,
/// mV). Their order is that in which simultaneous inputs add up, so that sums do not depend on who
/// delivered first.
struct TimedInput {
  std::int64_t offset = 0;
  double weight = 0;

  friend constexpr auto operator<=>(const TimedInput&, const TimedInput&) = default;
};

/// The inputs of many neurons, collected in the order in which volleys bring them and read neuron
/// by neuron. An arrival that many targets share is kept once; a target's entry is 4 bytes. Memory
/// follows the number of entries: a neuron's list is a chain of chunks from one pool.
class InputLists {
 public:
  /// `watches`: whether to keep account of what slots tolerate.
  explicit InputLists(std::uint32_t slots, bool watches = true)
      : slots_(slots), watches_(watches) {}

  /// Adds an arrival that will be put on `targets` lists; returns its number.
  std::uint32_t add_arrival(TimedInput input, std::uint32_t targets) {
    arrivals_.push_back(input);
    size_ += targets;
    return static_cast<std::uint32_t>(arrivals_.size() - 1);
  }

  /// Puts an arrival on the list of a slot.
  void append(std::uint32_t slot, std::uint32_t arrival) {
    append_all(
        1, arrivals_[arrival].weight, [&](std::uint32_t) { return slot; },
        [&](std::uint32_t) { return arrival; });
  }

  /// Puts arrival `arrival_of(i)`, all of them of one weight, on the list of `slot_of(i)`, for all
  /// i below `count`.
  template <class SlotOf, class ArrivalOf>
  void append_all(std::uint32_t count, double weight, SlotOf&& slot_of, ArrivalOf&& arrival_of) {
    Slot* const slots = slots_.data();
    std::uint32_t* pool = pool_.data();
    const auto excitation = static_cast<float>(std::max(weight, 0.0));
    const bool watches = watches_;
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint32_t number = slot_of(i);
      Slot& slot = slots[number];
      std::uint32_t end = slot.end;
      if (end % kChunk == 0) {
        end = open_chunk(number, end);
        pool = pool_.data();
      }
      pool[end] = arrival_of(i);
      slot.end = end + 1;
      if (!watches) continue;
      const float left = slot.tolerated - excitation;
      if (left < 0 && slot.tolerated >= 0) urgent_.push_back(number);
      slot.tolerated = left;
    }
  }

  /// From now on the slot is urgent when more excitation than `tolerated` in all (pA, mV) has come;
  /// inhibition does not count.
  void set_tolerated(std::uint32_t slot, float tolerated) { slots_[slot].tolerated = tolerated; }

  /// Slots that have got more excitation than they tolerate, which at first is none.
  std::vector<std::uint32_t> take_urgent() { return std::exchange(urgent_, {}); }

  bool empty(std::uint32_t slot) const { return slots_[slot].end == 0; }

  /// Slots with entries, in the order of their first; those that were forgotten may be there too,
  /// or twice.
  std::span<const std::uint32_t> touched() const { return touched_; }

  /// Number of entries, those forgotten included.
  std::size_t size() const { return size_; }

  /// Appends the inputs of a slot to `into` in the order in which they came.
  void read(std::uint32_t slot, std::vector<TimedInput>& into) const {
    const std::uint32_t end = slots_[slot].end;
    if (end == 0) return;
    const std::uint32_t last = (end - 1) / kChunk;
    if (previous_[last] == 0) {
      const std::size_t old = into.size();
      into.resize(old + end - last * kChunk);
      TimedInput* to = into.data() + old;
      for (std::uint32_t i = last * kChunk; i < end; ++i) *to++ = arrivals_[pool_[i]];
      return;
    }
    std::size_t count = end - last * kChunk;
    for (std::uint32_t c = previous_[last]; c != 0; c = previous_[c]) count += kChunk;
    const std::size_t old = into.size();
    into.resize(old + count);
    // The chain runs backwards.
    TimedInput* to = into.data() + old + count;
    for (std::uint32_t i = end; i > last * kChunk; --i) *--to = arrivals_[pool_[i - 1]];
    for (std::uint32_t c = previous_[last]; c != 0; c = previous_[c]) {
      for (std::uint32_t i = (c + 1) * kChunk; i > c * kChunk; --i) *--to = arrivals_[pool_[i - 1]];
    }
  }

  /// Prefetches the memory that `read` reads first.
  void prefetch_entries(std::uint32_t slot) const {
    const std::uint32_t end = slots_[slot].end;
    if (end == 0) return;
    const std::uint32_t* const last = pool_.data() + (end - 1) / kChunk * kChunk;
    prefetch(last);
    prefetch(last + 16);
  }

  /// Empties the list of a slot, which tolerates nothing until `set_tolerated`.
  void forget(std::uint32_t slot) { slots_[slot] = {}; }

  /// Empties all lists.
  void clear() {
    for (const std::uint32_t slot : touched_) slots_[slot].end = 0;
    touched_.clear();
    urgent_.clear();
    arrivals_.clear();
    used_ = kChunk;
    size_ = 0;
  }

 private:
  static constexpr std::uint32_t kChunk = 32;
  static constexpr std::size_t kMostEntries = 2'000'000'000;  ///< twice as many fit 32 bits
  /// Old and new pool, for two partitions.
  static constexpr double kBytesToDouble = 24;

  std::uint32_t open_chunk(std::uint32_t slot, std::uint32_t end) {
    if (end == 0) touched_.push_back(slot);
    const auto begin = static_cast<std::uint32_t>(used_);
    if (used_ + kChunk > pool_.size()) {
      if (used_ > kMostEntries || guard_.outgrows(used_)) {
        throw EnvironmentError(
            "there is no memory for all inputs that reach the neurons of a "
            "partition at about the same time: " +
            std::to_string(used_) + "; activity may grow without bound");
      }
      pool_.resize(std::max(2 * pool_.size(), used_ + kChunk));
      previous_.resize(pool_.size() / kChunk);
    }
    previous_[begin / kChunk] = end == 0 ? 0 : end / kChunk - 1;
    used_ += kChunk;
    return begin;
  }

  struct Slot {
    std::uint32_t end = 0;  ///< after its last entry in the pool; 0 if it has none
    float tolerated = 0;
  };

  std::vector<Slot> slots_;
  bool watches_;
  std::vector<std::uint32_t> pool_;      ///< chunks of entries; the first is never used
  std::vector<std::uint32_t> previous_;  ///< by chunk: the one before in its chain; 0 if none
  std::size_t used_ = kChunk;
  std::size_t size_ = 0;
  MemoryGuard guard_{kBytesToDouble};
  std::vector<TimedInput> arrivals_;
  std::vector<std::uint32_t> touched_;
  std::vector<std::uint32_t> urgent_;
};

}  // namespace engram
