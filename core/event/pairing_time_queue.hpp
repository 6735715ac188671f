#pragma once

#include <boost/heap/pairing_heap.hpp>
#include <cassert>
#include <cstddef>

#include "core/event/time_queue.hpp"

namespace engram {

/// A pairing heap (Fredman, Sedgewick, Sleator & Tarjan 1986): a push is O(1), a pop O(log n)
/// amortised. Every entry is a node of its own on the free store, and is popped even to be
/// destroyed.
template <TimedEntry E>
class PairingTimeQueue {
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
  boost::heap::pairing_heap<Entry, boost::heap::compare<Later>> heap_;
};

}  // namespace engram
