#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "core/connection/connection_rows.hpp"
#include "core/network/network.hpp"

// From a connection rule to connections. These are a pure function of the rule, the sizes of the
// two populations, the seed and the projection: they can be drawn for any range of targets, in any
// order and by any number of threads, and are always the same.

namespace engram {

class RowDrawer;

/// Throws UserError with what is wrong and what is valid, where no network can follow `rule`:
/// degrees above the number of partners, a probability outside [0, 1], an index outside its
/// population.
void check_connection_rule(const ConnectionRule& rule, std::uint64_t source_size,
                           std::uint64_t target_size, bool same_population);

/// Draws the connections of one projection.
class ConnectionDrawer {
 public:
  /// Ranges of targets begin at multiples of this many.
  static constexpr std::uint32_t kRangeUnit = 64;

  /// Draws what concerns the projection as a whole (the in-degrees, where chance decides them
  /// target by target). Throws what `check_connection_rule` throws.
  ConnectionDrawer(const ConnectionRule& rule, std::uint32_t source_size, std::uint32_t target_size,
                   bool same_population, std::uint64_t seed, std::uint32_t projection);
  /// Of a projection of a valid network.
  ConnectionDrawer(const Network& network, std::uint32_t projection);
  ~ConnectionDrawer();
  ConnectionDrawer(ConnectionDrawer&&) noexcept;
  ConnectionDrawer& operator=(ConnectionDrawer&&) noexcept;

  /// Number of synapses.
  std::uint64_t total() const;

  /// What `total` is on average over seeds.
  double expected_total() const;

  /// Bound of the synapses onto any one target: the maximum itself or, for a fixed out-degree, a
  /// number that the maximum exceeds in fewer than one of 10^20 networks (`draw` would throw).
  std::uint64_t max_in_degree() const;

  /// Replaces `rows` by the sources of the targets from `first_target` up to, not including,
  /// `last_target`. Both are multiples of kRangeUnit or the number of targets. A target's sources
  /// come in an order that does not depend on the range. Threads may draw at the same time.
  void draw(std::uint32_t first_target, std::uint32_t last_target, ConnectionRows& rows) const;

  /// The connections of an explicit list onto a range of targets, in the order of `draw`'s rows:
  /// by target, and for each target as listed. Empty for the other rules.
  std::span<const ExplicitList::Connection> explicit_connections(std::uint32_t first_target,
                                                                 std::uint32_t last_target) const;

 private:
  std::unique_ptr<const RowDrawer> rows_;
};

}  // namespace engram
