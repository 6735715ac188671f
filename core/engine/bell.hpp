#pragma once

#include <atomic>
#include <cstdint>

namespace engram {

/// Lets idle workers sleep until something has been published, at the price of one load to those
/// who publish while nobody sleeps.
///
/// A sleeper registers, looks once more for work and only then waits; whoever publishes does so
/// before looking for sleepers. Both orders are sequentially consistent, so one of the two sees the
/// other.
class Bell {
 public:
  /// After something was published.
  void ring() {
    if (sleepers_.load(std::memory_order_seq_cst) == 0) return;
    epoch_.fetch_add(1, std::memory_order_seq_cst);
    epoch_.notify_all();
  }

  /// Sleeps until the next ring, unless `found_work()` finds some now.
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
