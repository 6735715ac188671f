#include "core/synapse/draw_range.hpp"

#include <algorithm>
#include <cmath>

#include "core/network/projection_ends.hpp"
#include "core/partitioning/partitioning.hpp"

namespace engram {
namespace {

/// With rules by out-degree each call takes time for every source: little beside the synapses where
/// a source has this many in the range, or the range this many in all.
constexpr double kSynapsesOfSource = 128;
constexpr double kSynapsesAtOnce = 1 << 21;

std::uint32_t range_of(const FixedOutDegree& rule, double sources, double targets) {
  const double out_degree = std::max<double>(1, static_cast<double>(rule.out_degree));
  const double share =
      std::max(kSynapsesOfSource / out_degree, kSynapsesAtOnce / (out_degree * sources));
  const double units = std::ceil(std::min(share * targets, 1.0 * kMaxSweptSlots) / kSliceUnit);
  return static_cast<std::uint32_t>(units) * kSliceUnit;
}

}  // namespace

std::uint32_t targets_at_once(const Network& network, PopulationIndex target) {
  std::uint32_t range = kSliceUnit;
  for (const Projection& p : network.projections) {
    const auto* rule = std::get_if<FixedOutDegree>(&p.rule);
    if (p.target != target || rule == nullptr) continue;
    const ProjectionEnds ends = ends_of(network, p);
    range = std::max(range, range_of(*rule, static_cast<double>(ends.sources),
                                     static_cast<double>(ends.targets)));
  }
  return range;
}

}  // namespace engram
