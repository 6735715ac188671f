#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "core/base/time.hpp"

namespace engram {

/// The step up to which partitions may run. It is read before every stride, so that it may be
/// lowered while they run.
class RunLimit {
 public:
  using SteadyClock = std::chrono::steady_clock;

  /// Implicit: a step is a limit that does not change.
  RunLimit(Step step = 0) : step_(step) {}  // NOLINT(google-explicit-constructor)

  /// That of `above`, and 0 from some time after `deadline` on: for a thread that has other work
  /// than partitions, too. To be read by one thread.
  RunLimit(const RunLimit& above, SteadyClock::time_point deadline)
      : above_(&above), deadline_(deadline) {}

  Step now() const {
    if (above_ == nullptr) return step_.load(std::memory_order_seq_cst);
    const bool is_over =
        reads_++ % kReadsPerLook == kReadsPerLook - 1 && SteadyClock::now() > deadline_;
    return is_over ? 0 : above_->now();
  }
  void set(Step step) { step_.store(step, std::memory_order_seq_cst); }

 private:
  static constexpr std::uint32_t kReadsPerLook = 64;

  alignas(64) std::atomic<Step> step_ = 0;
  const RunLimit* above_ = nullptr;
  SteadyClock::time_point deadline_;
  mutable std::uint32_t reads_ = 0;
};

}  // namespace engram
