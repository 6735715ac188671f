#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/connection/in_degrees.hpp"
#include "core/connection/row_drawer.hpp"
#include "core/random/philox.hpp"

// The rules that work target by target.

namespace engram {

/// Source i to target i.
class OneToOneRows final : public RowDrawer {
 public:
  explicit OneToOneRows(const ConnectionSpace& space) : targets_(space.targets) {}
  std::uint64_t total() const override { return targets_; }
  std::uint64_t max_in_degree() const override { return 1; }
  void draw(std::uint32_t first, std::uint32_t last, ConnectionRows& rows) const override;

 private:
  std::uint32_t targets_;
};

/// Every source to every target, in ascending order.
class AllToAllRows final : public RowDrawer {
 public:
  explicit AllToAllRows(const ConnectionSpace& space) : space_(space) {}
  std::uint64_t total() const override { return max_in_degree() * space_.targets; }
  std::uint64_t max_in_degree() const override { return space_.sources_per_target(); }
  void draw(std::uint32_t first, std::uint32_t last, ConnectionRows& rows) const override;

 private:
  ConnectionSpace space_;
};

/// The number of sources of a target is known; the sources are drawn, uniformly. Serves pairwise
/// Bernoulli (given its number of successes, each set of sources is equally likely), fixed
/// in-degree and fixed total number.
class RandomSourceRows final : public RowDrawer {
 public:
  RandomSourceRows(const ConnectionSpace& space, InDegrees in_degrees, bool multapses,
                   double expected_total, std::uint64_t seed, std::uint32_t projection);
  std::uint64_t total() const override { return in_degrees_.total(); }
  double expected_total() const override { return expected_total_; }
  std::uint64_t max_in_degree() const override { return in_degrees_.max(); }
  void draw(std::uint32_t first, std::uint32_t last, ConnectionRows& rows) const override;

 private:
  ConnectionSpace space_;
  InDegrees in_degrees_;
  PhiloxKey key_;
  double expected_total_;
  bool multapses_;
};

/// An explicit list, sorted by target.
class ListedRows final : public RowDrawer {
 public:
  ListedRows(const ConnectionSpace& space, std::vector<ExplicitList::Connection> connections);
  std::uint64_t total() const override { return connections_.size(); }
  std::uint64_t max_in_degree() const override { return max_in_degree_; }
  void draw(std::uint32_t first, std::uint32_t last, ConnectionRows& rows) const override;
  std::span<const ExplicitList::Connection> explicit_connections(std::uint32_t first,
                                                                 std::uint32_t last) const override;

 private:
  std::vector<ExplicitList::Connection> connections_;
  std::vector<std::uint64_t> offsets_;  ///< of each target's connections, and one more
  std::uint64_t max_in_degree_ = 0;
};

}  // namespace engram
