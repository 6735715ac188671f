#pragma once

#include <atomic>
#include <cstdint>

namespace engram {

/// A lock on a partition: held by one worker or by none, and never waited for. A worker that fails
/// to take it is counted as a waiter, and `release` returns whether there was one, so that it can
/// be notified: two workers that each held a partition briefly could otherwise both fail to take
/// the other's and go to sleep.
class Claim {
 public:
  bool try_take() {
    std::uint8_t state = state_.load(std::memory_order_relaxed);
    for (;;) {
      const std::uint8_t wanted = state == kFree ? kTaken : kMissed;
      if (state == kMissed) return false;
      if (state_.compare_exchange_weak(state, wanted, std::memory_order_seq_cst)) {
        return wanted == kTaken;
      }
    }
  }

  /// Returns whether another worker has tried to take it meanwhile and must be notified.
  bool release() { return state_.exchange(kFree, std::memory_order_seq_cst) == kMissed; }

 private:
  static constexpr std::uint8_t kFree = 0;
  static constexpr std::uint8_t kTaken = 1;
  static constexpr std::uint8_t kMissed = 2;  ///< taken, and another has tried to take it

  std::atomic<std::uint8_t> state_ = kFree;
};

}  // namespace engram
