#pragma once

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "core/event/heap_time_queue.hpp"
#include "core/event/time_queue.hpp"
#include "core/event/vector_pool.hpp"

namespace engram {

/// A calendar (Brown 1988) that sorts as late as a ladder queue does (Tang, Goh & Thng 2005): a
/// ring of buckets of one width, unsorted until the least entry of one is needed and a heap from
/// then on until it is empty. What lies beyond the ring waits in a heap and comes in as the ring
/// moves on.
///
/// Fast where the ring spans most of the times ahead; right for any, hours apart or all equal.
/// Every bucket keeps room for eight entries; the storage of fuller ones goes from one to the next.
template <TimedEntry E>
class BucketTimeQueue {
 public:
  using Entry = E;

  static constexpr unsigned kLog2Width = 26;        ///< buckets of 67 us
  static constexpr std::size_t kNumBuckets = 4096;  ///< a ring of 275 ms

  /// Buckets are 2^log2_width ticks wide, 1 <= log2_width <= 62. Their number is a power of two, at
  /// least 64.
  explicit BucketTimeQueue(unsigned log2_width = kLog2Width, std::size_t num_buckets = kNumBuckets)
      : log2_width_(log2_width),
        mask_(num_buckets - 1),
        buckets_(num_buckets),
        marks_(num_buckets / kWord) {
    assert(log2_width >= 1 && log2_width <= 62);
    assert(std::has_single_bit(num_buckets) && num_buckets >= kWord);
  }

  /// Entries before the bucket last taken from are put into that one: correct, but slow.
  void push(const Entry& entry) {
    const std::int64_t number = std::max(number_at(entry.time.tick), origin_);
    if (in_ring(number)) {
      put(number, entry);
    } else {
      beyond_.push(entry);
    }
  }

  bool empty() const { return size() == 0; }
  std::size_t size() const { return num_in_ring_ + beyond_.size(); }

  Time next() {
    if (num_in_ring_ == 0) return beyond_.next();
    return heap_at(first_number()).front().time;
  }

  Entry pop() {
    assert(!empty());
    const std::int64_t number = first_number();
    move_to(number);
    std::vector<Entry>& heap = heap_at(number);
    std::ranges::pop_heap(heap, Later{});
    const Entry least = heap.back();
    heap.pop_back();
    --num_in_ring_;
    if (heap.empty()) {
      unmark(number);
      if (heap.capacity() > kKept) pool_.give(std::move(heap));
    }
    return least;
  }

  template <class Visit>
  void drain(Tick last, Visit&& visit) {
    const Tick in_bucket = (Tick{1} << log2_width_) - 1;
    const std::int64_t whole_end = number_at(last) + ((last & in_bucket) == in_bucket);
    for (;;) {
      const std::int64_t number = first_number();
      if (number < whole_end) {
        hand_out(number, visit);
      } else if ((number == whole_end || number == origin_) && next().tick <= last) {
        visit(pop());
      } else {
        return;
      }
    }
  }

 private:
  static constexpr std::size_t kWord = 64;
  static constexpr std::size_t kKept = VectorPool<Entry>::kLeast;  ///< capacity of empty buckets
  static constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::max();

  struct Later {
    bool operator()(const Entry& a, const Entry& b) const { return b < a; }
  };
  /// A bit each for 64 neighbouring buckets. Only what is occupied is a heap.
  struct Marks {
    std::uint64_t occupied = 0;
    std::uint64_t heap = 0;
  };

  // Buckets are numbered from tick 0; the ring holds those from origin_ on.
  std::int64_t number_at(Tick tick) const { return tick >> log2_width_; }
  bool in_ring(std::int64_t number) const {
    return static_cast<std::uint64_t>(number) - static_cast<std::uint64_t>(origin_) <= mask_;
  }
  std::size_t slot(std::int64_t number) const { return static_cast<std::size_t>(number) & mask_; }
  Marks& marks(std::int64_t number) { return marks_[slot(number) / kWord]; }
  static std::uint64_t bit(std::int64_t number) {
    return std::uint64_t{1} << (static_cast<std::uint64_t>(number) % kWord);
  }

  void put(std::int64_t number, const Entry& entry) {
    std::vector<Entry>& bucket = buckets_[slot(number)];
    if (bucket.size() == bucket.capacity()) [[unlikely]]
      pool_.grow(bucket);
    bucket.push_back(entry);
    Marks& m = marks(number);
    m.occupied |= bit(number);
    if ((m.heap & bit(number)) != 0) std::ranges::push_heap(bucket, Later{});
    first_ = std::min(first_, number);
    ++num_in_ring_;
  }

  void unmark(std::int64_t number) {
    Marks& m = marks(number);
    m.occupied &= ~bit(number);
    m.heap &= ~bit(number);
  }

  /// The first bucket that has an entry, in the ring or beyond it; kNone if there is none.
  std::int64_t first_number() {
    if (num_in_ring_ == 0) return beyond_.empty() ? kNone : number_at(beyond_.next().tick);
    for (;;) {
      const std::uint64_t in_word = static_cast<std::uint64_t>(first_) % kWord;
      const std::uint64_t occupied = marks(first_).occupied >> in_word;
      if (occupied != 0) return first_ += std::countr_zero(occupied);
      first_ += static_cast<std::int64_t>(kWord - in_word);
    }
  }

  /// Moves the beginning of the ring to the first bucket that has an entry.
  void move_to(std::int64_t number) {
    if (number == origin_) return;
    origin_ = number;
    first_ = number;
    while (!beyond_.empty() && in_ring(number_at(beyond_.next().tick))) {
      const Entry entry = beyond_.pop();
      put(number_at(entry.time.tick), entry);
    }
  }

  std::vector<Entry>& heap_at(std::int64_t number) {
    std::vector<Entry>& bucket = buckets_[slot(number)];
    Marks& m = marks(number);
    if ((m.heap & bit(number)) == 0) {
      std::ranges::make_heap(bucket, Later{});
      m.heap |= bit(number);
    }
    return bucket;
  }

  template <class Visit>
  void hand_out(std::int64_t number, Visit& visit) {
    move_to(number);
    std::vector<Entry>& bucket = buckets_[slot(number)];
    std::vector<Entry> taken;
    taken.swap(bucket);
    unmark(number);
    num_in_ring_ -= taken.size();
    for (const Entry& entry : taken) visit(entry);
    if (bucket.capacity() == 0 && taken.capacity() <= kKept) {
      taken.clear();
      bucket.swap(taken);
    } else {
      pool_.give(std::move(taken));
    }
  }

  unsigned log2_width_;
  std::uint64_t mask_;
  std::vector<std::vector<Entry>> buckets_;
  std::vector<Marks> marks_;
  HeapTimeQueue<Entry, 4> beyond_;
  VectorPool<Entry> pool_;
  std::size_t num_in_ring_ = 0;
  std::int64_t origin_ = 0;
  std::int64_t first_ = 0;  ///< no bucket of the ring before this one has an entry
};

}  // namespace engram
