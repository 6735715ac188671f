#pragma once

#include <boost/heap/d_ary_heap.hpp>
#include <cassert>
#include <cstddef>

#include "core/event/time_queue.hpp"

namespace engram {

/// A heap of `Arity` children a node (2: the plain binary heap) in one array. Takes O(log n) an
/// entry whatever the times are, and no more memory than the entries.
template <TimedEntry E, unsigned Arity>
class HeapTimeQueue {
 public:
  using Entry = E;

  void push(const Entry& entry) { heap_.push(entry); }
  bool empty() const { return heap_.empty(); }
  std::size_t size() const { return heap_.size(); }
  Time next() const { return heap_.empty() ? kNeverTime : heap_.top().time; }

  Entry pop() {
    assert(!empty());
    const Entry least = heap_.top();
    heap_.pop();
    return least;
  }

  template <class Visit>
  void drain(Tick last, Visit&& visit) {
    while (!heap_.empty() && heap_.top().time.tick <= last) visit(pop());
  }

 private:
  struct Later {
    bool operator()(const Entry& a, const Entry& b) const { return b < a; }
  };
  boost::heap::d_ary_heap<Entry, boost::heap::arity<Arity>, boost::heap::compare<Later>> heap_;
};

}  // namespace engram
