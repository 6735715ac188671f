#pragma once

#include <cstdint>
#include <span>

#include "core/connection/connection_rows.hpp"
#include "core/network/connection_rule.hpp"

namespace engram {

/// The two populations of a projection, as connection rules need them.
struct ConnectionSpace {
  std::uint32_t sources = 0;
  std::uint32_t targets = 0;
  bool without_self = false;  ///< one population, whose neurons must not reach themselves

  /// How many sources may reach a target.
  std::uint32_t sources_per_target() const { return sources - (without_self && sources > 0); }
};

/// The part of a ConnectionDrawer that depends on the family of the rule; its methods are described
/// there.
class RowDrawer {
 public:
  virtual ~RowDrawer() = default;
  virtual std::uint64_t total() const = 0;
  virtual double expected_total() const { return static_cast<double>(total()); }
  virtual std::uint64_t max_in_degree() const = 0;
  virtual void draw(std::uint32_t first, std::uint32_t last, ConnectionRows& rows) const = 0;
  virtual std::span<const ExplicitList::Connection> explicit_connections(std::uint32_t,
                                                                         std::uint32_t) const {
    return {};
  }
};

}  // namespace engram
