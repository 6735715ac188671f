#pragma once

#include <atomic>
#include <cstdint>

namespace engram {

/// Who works on a partition just now: nobody, or one worker. Whoever finds it taken leaves a mark,
/// so that it can be told when it is free again: else two workers could each give up, and go to
/// sleep, because of the other's look in passing.
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

  /// Returns whether somebody has missed it meanwhile, and must be told.
  bool release() { return state_.exchange(kFree, std::memory_order_seq_cst) == kMissed; }

 private:
  static constexpr std::uint8_t kFree = 0;
  static constexpr std::uint8_t kTaken = 1;
  static constexpr std::uint8_t kMissed = 2;  ///< taken, and somebody else wanted it

  std::atomic<std::uint8_t> state_ = kFree;
};

}  // namespace engram
