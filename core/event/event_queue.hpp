#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <span>

namespace engram {

/// The event: a source's spike reaches, on time, the targets of one run of its synapses.
struct Volley {
  std::uint32_t position = 0;  ///< of the run's header word in the partition's stream
  std::uint32_t header = 0;  ///< copy of that word, so that the run can be fetched ahead of its use
};

inline constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

/// Holds the pending volleys of a partition on the grid. Each source's spike in flight has one
/// entry.
template <class Queue>
concept EventQueue = requires(Queue queue, const Queue& view, std::int64_t step, Volley volley) {
  /// Adds a volley due at `step`, which is no earlier than any step taken.
  queue.push(step, volley);
  /// Removes and returns what is due at `step`, to which the queue has no earlier entries. The span
  /// stays valid until the next `take`; pushes for later steps are allowed meanwhile.
  { queue.take(step) } -> std::same_as<std::span<const Volley>>;
  /// The earliest step at which something is due; kNever if empty.
  { view.next_due() } -> std::same_as<std::int64_t>;
};

}  // namespace engram
