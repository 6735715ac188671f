#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/connection/connection_drawer.hpp"

namespace engram::test {

/// A projection to draw.
struct Draft {
  ConnectionRule rule;
  std::uint32_t sources = 0;
  std::uint32_t targets = 0;
  bool same = false;
  std::uint64_t seed = 1;
  std::uint32_t projection = 0;

  ConnectionDrawer drawer() const { return {rule, sources, targets, same, seed, projection}; }
};

/// (source, target)
using Pair = std::pair<std::uint32_t, std::uint32_t>;

/// The connections onto targets first to last - 1, by target, in the order drawn.
inline std::vector<Pair> draw_pairs(const ConnectionDrawer& drawer, std::uint32_t first,
                                    std::uint32_t last) {
  ConnectionRows rows;
  drawer.draw(first, last, rows);
  std::vector<Pair> pairs;
  for (std::uint32_t i = 0; i < last - first; ++i) {
    for (std::uint64_t j = rows.offsets[i]; j < rows.offsets[i + 1]; ++j) {
      pairs.emplace_back(rows.sources[j], first + i);
    }
  }
  return pairs;
}

inline std::vector<Pair> draw_pairs(const Draft& draft) {
  return draw_pairs(draft.drawer(), 0, draft.targets);
}

inline std::vector<double> in_degrees(const std::vector<Pair>& pairs, std::uint32_t targets) {
  std::vector<double> degrees(targets);
  for (const Pair& pair : pairs) ++degrees[pair.second];
  return degrees;
}

inline std::vector<double> out_degrees(const std::vector<Pair>& pairs, std::uint32_t sources) {
  std::vector<double> degrees(sources);
  for (const Pair& pair : pairs) ++degrees[pair.first];
  return degrees;
}

}  // namespace engram::test
