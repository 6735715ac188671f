#pragma once

#include <bit>
#include <cassert>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/event/event_queue.hpp"

namespace engram {

/// A ring of one bucket a step (Brown 1988, with the bucket width that makes every bucket one
/// instant). Push and take cost a few nanoseconds a volley. Only buckets that hold volleys have
/// storage; it goes from one to the next.
class CalendarQueue {
 public:
  /// Volleys are pushed at most `horizon` steps ahead of the step last taken.
  explicit CalendarQueue(std::uint32_t horizon)
      : buckets_(std::bit_ceil(std::uint64_t{horizon} + 2)),
        mask_(buckets_.size() - 1),
        occupied_((buckets_.size() + 63) / 64, 0) {}

  void push(std::int64_t step, Volley volley) {
    assert(step >= now_ && step - now_ <= static_cast<std::int64_t>(mask_));
    const std::uint64_t b = static_cast<std::uint64_t>(step) & mask_;
    std::vector<Volley>& bucket = buckets_[b];
    if (bucket.capacity() == 0 && !unused_.empty()) {
      bucket.swap(unused_.back());
      unused_.pop_back();
    }
    bucket.push_back(volley);
    occupied_[b / 64] |= std::uint64_t{1} << (b % 64);
  }

  std::span<const Volley> take(std::int64_t step) {
    assert(step >= now_ && next_due() >= step);
    now_ = step;
    const std::uint64_t b = static_cast<std::uint64_t>(step) & mask_;
    taken_.clear();
    if (taken_.capacity() != 0) unused_.push_back(std::move(taken_));
    taken_ = std::move(buckets_[b]);
    buckets_[b] = {};
    occupied_[b / 64] &= ~(std::uint64_t{1} << (b % 64));
    return taken_;
  }

  std::int64_t next_due() const {
    const std::uint64_t first = static_cast<std::uint64_t>(now_) & mask_;
    const std::size_t words = occupied_.size();
    for (std::size_t i = 0; i <= words; ++i) {
      const std::size_t w = (first / 64 + i) % words;
      std::uint64_t bits = occupied_[w];
      if (i == 0) bits &= ~std::uint64_t{0} << (first % 64);
      if (bits == 0) continue;
      const std::uint64_t b = w * 64 + static_cast<std::uint64_t>(std::countr_zero(bits));
      return now_ + static_cast<std::int64_t>((b - first) & mask_);
    }
    return kNever;
  }

 private:
  std::vector<std::vector<Volley>> buckets_;
  std::vector<Volley> taken_;
  std::vector<std::vector<Volley>> unused_;  ///< empty: storage for buckets that have none
  std::uint64_t mask_;
  std::vector<std::uint64_t> occupied_;  ///< a bit a bucket
  std::int64_t now_ = 0;
};

static_assert(EventQueue<CalendarQueue>);

}  // namespace engram
