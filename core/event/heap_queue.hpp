#pragma once

#include <boost/heap/d_ary_heap.hpp>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/event/event_queue.hpp"

namespace engram {

/// The reference queue: a heap in the total order (time, source, class), which is (step, position)
/// since that is how the stream is sorted. Immutable, so that entries are not nodes.
class HeapQueue {
 public:
  explicit HeapQueue(std::uint32_t /*horizon*/) {}

  void push(std::int64_t step, Volley volley) { heap_.push({step, volley}); }

  std::span<const Volley> take(std::int64_t step) {
    taken_.clear();
    while (!heap_.empty() && heap_.top().step <= step) {
      taken_.push_back(heap_.top().volley);
      heap_.pop();
    }
    return taken_;
  }

  std::int64_t next_due() const { return heap_.empty() ? kNever : heap_.top().step; }

 private:
  struct Entry {
    std::int64_t step;
    Volley volley;
  };
  struct Later {
    bool operator()(const Entry& a, const Entry& b) const {
      return std::tuple(a.step, a.volley.position) > std::tuple(b.step, b.volley.position);
    }
  };
  boost::heap::d_ary_heap<Entry, boost::heap::arity<4>, boost::heap::compare<Later>> heap_;
  std::vector<Volley> taken_;
};

static_assert(EventQueue<HeapQueue>);

}  // namespace engram
