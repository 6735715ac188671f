#include "core/network/projection_ends.hpp"

#include <algorithm>
#include <variant>
#include <vector>

namespace engram {
namespace {

/// Whether two ascending lists have an element in common.
bool meet(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
    if (*x == *y) return true;
    *x < *y ? ++x : ++y;
  }
  return false;
}

}  // namespace

ProjectionEnds ends_of(const Network& network, const Projection& projection) {
  const std::vector<std::uint32_t>& sources = projection.source_neurons;
  const std::vector<std::uint32_t>& targets = projection.target_neurons;
  ProjectionEnds ends;
  ends.sources = sources.empty() ? network.populations[projection.source].size : sources.size();
  ends.targets = targets.empty() ? network.populations[projection.target].size : targets.size();
  if (projection.source != projection.target) return ends;
  ends.same = sources == targets;
  ends.overlaps = !ends.same && (sources.empty() || targets.empty() || meet(sources, targets));
  return ends;
}

bool excludes_autapses(const ConnectionRule& rule) {
  return std::visit(
      [](const auto& r) {
        if constexpr (requires { r.autapses; }) return !r.autapses;
        return false;
      },
      rule);
}

}  // namespace engram
