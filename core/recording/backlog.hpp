#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "core/base/time.hpp"

namespace engram {

/// Counts the bytes that have been recorded and not yet been taken by the recording, and limits the
/// partitions while they are too many.
///
/// The recording takes span after span, each as soon as every partition has passed its end. A
/// partition may therefore always run to the end of the next span, and there is no deadlock.
class Backlog {
 public:
  /// From here on partitions wait. What they add up to the end of the next span comes on top.
  static constexpr std::int64_t kMostBytes = 64'000'000;

  /// `next_end` is the end of the first span.
  explicit Backlog(Step next_end) : next_end_(next_end) {}

  void add(std::int64_t bytes) { bytes_.fetch_add(bytes, std::memory_order_seq_cst); }

  /// The recording has taken so many bytes; the span that it takes next ends at `next_end`. Those
  /// that wait must be notified afterwards.
  void take(std::int64_t bytes, Step next_end) {
    next_end_.store(next_end, std::memory_order_seq_cst);
    bytes_.fetch_sub(bytes, std::memory_order_seq_cst);
  }

  /// How far a partition may run now whose limit is `limit`.
  Step within(Step limit) const {
    if (bytes_.load(std::memory_order_seq_cst) < kMostBytes) return limit;
    return std::min(limit, next_end_.load(std::memory_order_seq_cst));
  }

  std::int64_t bytes() const { return bytes_.load(std::memory_order_seq_cst); }

 private:
  alignas(64) std::atomic<std::int64_t> bytes_ = 0;
  alignas(64) std::atomic<Step> next_end_;
};

}  // namespace engram
