#pragma once

#include <cstdint>
#include <vector>

#include "core/base/time.hpp"
#include "core/event/time_queue.hpp"

namespace engram {

/// When a neuron must be advanced at the latest: it may fire, or its generator has an event.
struct WakeUp {
  Time time;  ///< a whole tick
  std::uint32_t slot = 0;

  friend constexpr auto operator<=>(const WakeUp&, const WakeUp&) = default;
};

/// When the neurons of a partition must be advanced without input. A neuron has one valid entry at
/// most; those that an earlier one has replaced are dropped when they are due. A later one leaves
/// the entry as it is: to advance a neuron without need costs less than to move its entry.
template <template <class> class Queue>
class WakeUps {
 public:
  explicit WakeUps(std::uint32_t slots) : due_(slots, kNeverTime.tick) {}

  /// `slot` must be advanced by `tick` at the latest.
  void wake(std::uint32_t slot, Tick tick) {
    if (tick >= due_[slot]) return;
    due_[slot] = tick;
    queue_.push({{tick, 0}, slot});
  }

  /// The first tick at which any slot may have to be advanced.
  Tick next() { return queue_.next().tick; }

  /// Calls `visit(slot)` once for each that is due up to the tick `last`.
  template <class Visit>
  void take(Tick last, Visit&& visit) {
    queue_.drain(last, [&](const WakeUp& entry) {
      if (due_[entry.slot] != entry.time.tick) return;
      due_[entry.slot] = kNeverTime.tick;
      visit(entry.slot);
    });
  }

 private:
  std::vector<Tick> due_;  ///< by slot
  Queue<WakeUp> queue_;
};

}  // namespace engram
