#pragma once

#include <boost/heap/d_ary_heap.hpp>
#include <boost/heap/pairing_heap.hpp>
#include <cassert>
#include <cstddef>

#include "core/event/time_queue.hpp"

namespace engram {

/// Makes Boost's heaps, which have the greatest entry on top, have the least there.
template <TimedEntry E>
struct LaterEntry {
  bool operator()(const E& a, const E& b) const { return b < a; }
};

/// A queue on one of Boost's heaps.
template <class Heap>
class BoostTimeQueue {
 public:
  using Entry = typename Heap::value_type;

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
  Heap heap_;
};

/// A heap of `Arity` children a node (2: the plain binary heap) in one array. Takes O(log n) an
/// entry whatever the times are, and no more memory than the entries.
template <TimedEntry E, unsigned Arity>
using HeapTimeQueue = BoostTimeQueue<
    boost::heap::d_ary_heap<E, boost::heap::arity<Arity>, boost::heap::compare<LaterEntry<E>>>>;

/// A pairing heap (Fredman, Sedgewick, Sleator & Tarjan 1986): a push is O(1), a pop O(log n)
/// amortised. Every entry is a node of its own on the free store, and is popped even to be
/// destroyed.
template <TimedEntry E>
using PairingTimeQueue =
    BoostTimeQueue<boost::heap::pairing_heap<E, boost::heap::compare<LaterEntry<E>>>>;

}  // namespace engram
