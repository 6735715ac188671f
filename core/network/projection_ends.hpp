#pragma once

#include <cstdint>

#include "core/network/network.hpp"

namespace engram {

/// What the rule of a projection connects: the chosen neurons of its two populations, each numbered
/// from 0 in ascending order.
struct ProjectionEnds {
  std::uint64_t sources = 0;
  std::uint64_t targets = 0;
  bool same = false;      ///< the same neurons on both sides
  bool overlaps = false;  ///< not the same, but some are on both sides
};

ProjectionEnds ends_of(const Network& network, const Projection& projection);

/// Whether a rule keeps neurons from reaching themselves.
bool excludes_autapses(const ConnectionRule& rule);

}  // namespace engram
