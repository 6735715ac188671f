#pragma once

#include <concepts>
#include <cstddef>

#include "core/base/time.hpp"

namespace engram {

/// What a queue of the continuous clock holds: a public `time` and a total order in which time
/// comes first, so that what is due at once has one order on every machine.
template <class Entry>
concept TimedEntry = std::copyable<Entry> && requires(const Entry& a, const Entry& b) {
  { a.time } -> std::convertible_to<Time>;
  { a < b } -> std::convertible_to<bool>;
};

/// Holds what is to happen on the continuous clock. Entries that have become void stay until they
/// are due; their owner must recognise them.
template <class Queue>
concept TimeQueue = TimedEntry<typename Queue::Entry> &&
    requires(Queue queue, const Queue& view, const typename Queue::Entry& entry, Tick last,
             void (*visit)(const typename Queue::Entry&)) {
  /// Adds an entry, at any time not before that of the last entry taken out.
  queue.push(entry);
  { view.empty() } -> std::same_as<bool>;
  { view.size() } -> std::same_as<std::size_t>;
  /// The earliest time in the queue; kNeverTime if empty. May reorganise the queue.
  { queue.next() } -> std::same_as<Time>;
  /// Takes out the least entry in the total order; the queue is not empty.
  { queue.pop() } -> std::same_as<typename Queue::Entry>;
  /// Takes out every entry up to and including the tick `last`, whatever its fraction, in any
  /// order, and calls `visit(entry)` for each. `visit` may push; what it pushes up to `last` is
  /// visited as well. It may neither throw nor take out entries itself.
  queue.drain(last, visit);
};

}  // namespace engram
