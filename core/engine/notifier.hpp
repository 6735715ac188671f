#pragma once

#include <atomic>
#include <cstdint>

namespace engram {

/// Wakes idle workers when something has been published. While none sleeps, notifying costs one
/// load.
///
/// A worker registers, checks once more for work and only then waits; a publisher publishes and
/// then checks for sleeping workers. Both orders are sequentially consistent, so one of the two
/// checks succeeds.
class Notifier {
 public:
  /// After something was published.
  void notify() {
    if (sleepers_.load(std::memory_order_seq_cst) == 0) return;
    epoch_.fetch_add(1, std::memory_order_seq_cst);
    epoch_.notify_all();
  }

  /// Sleeps until the next `notify`, unless `found_work()` finds some now.
  template <class FoundWork>
  void wait_unless(FoundWork&& found_work) {
    sleepers_.fetch_add(1, std::memory_order_seq_cst);
    const std::uint32_t seen = epoch_.load(std::memory_order_seq_cst);
    if (!found_work()) epoch_.wait(seen, std::memory_order_seq_cst);
    sleepers_.fetch_sub(1, std::memory_order_seq_cst);
  }

 private:
  alignas(64) std::atomic<std::uint32_t> sleepers_ = 0;
  alignas(64) std::atomic<std::uint32_t> epoch_ = 0;
};

}  // namespace engram
