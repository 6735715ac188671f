#include "core/network/out_degree_rows.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/network/connection_drawer.hpp"
#include "core/network/distinct_indices.hpp"
#include "core/network/splitting_tree.hpp"
#include "core/random/draw.hpp"

namespace engram {
namespace {

/// Up to this many synapses at a node draw their targets at once: cheaper than to split them
/// further, even if only a few fall into the range.
constexpr std::uint64_t kFew = 128;

/// The least whole number that the in-degree, a sum of independent variables of mean `mean`,
/// exceeds in none of `targets` targets but with probability 1e-20 (Chernoff: P(X >= b) <= exp(b -
/// mean - b log(b / mean)) for b > mean).
std::uint64_t improbable_in_degree(double mean, double targets) {
  const double needed = std::log(targets) - std::log(1e-20);
  double low = mean;
  double high = 2 * mean + 2 * needed;
  while (high - low > 0.5) {
    const double b = (low + high) / 2;
    const bool is_improbable = b * std::log(b / mean) - (b - mean) >= needed;
    (is_improbable ? high : low) = b;
  }
  return static_cast<std::uint64_t>(high) + 1;
}

}  // namespace

/// Gathers the synapses onto a range of targets, source by source.
class OutDegreeRows::Reader {
 public:
  Reader(const OutDegreeRows& rule, std::uint32_t first, std::uint32_t last)
      : rule_(rule),
        range_{first, last},
        distinct_(rule.multapses_ ? 0 : rule.space_.targets),
        in_degrees_(last - first) {}

  void read(std::uint32_t source) {
    source_ = source;
    descend({0, rule_.space_.targets}, rule_.out_degree_);
  }

  /// Sorts what was read by target.
  void finish(ConnectionRows& rows) const {
    rows.offsets.resize(in_degrees_.size() + 1);
    rows.offsets[0] = 0;
    std::partial_sum(in_degrees_.begin(), in_degrees_.end(), rows.offsets.begin() + 1);
    rows.sources.resize(rows.offsets.back());
    std::vector<std::uint64_t> next(rows.offsets.begin(), rows.offsets.end() - 1);
    for (const Synapse& s : synapses_) rows.sources[next[s.target]++] = s.source;
  }

  std::uint64_t max_in_degree() const {
    return in_degrees_.empty() ? 0 : *std::max_element(in_degrees_.begin(), in_degrees_.end());
  }

 private:
  struct Synapse {
    std::uint32_t target;  ///< from the first of the range
    std::uint32_t source;
  };

  /// Targets at a node that the source may take.
  std::uint32_t choices(TargetNode node) const {
    return node.size() - (excludes_self(node) ? 1 : 0);
  }
  bool excludes_self(TargetNode node) const {
    return rule_.space_.without_self && node.first <= source_ && source_ < node.last;
  }

  void descend(TargetNode node, std::uint64_t count) {
    if (count == 0 || node.last <= range_.first || node.first >= range_.last) return;
    if (count <= kFew || node.size() <= ConnectionDrawer::kRangeUnit) {
      place(node, count);
      return;
    }
    const std::uint64_t left =
        split(DrawSequence(rule_.tree_key_, node.id(), source_), count, choices(node.left()),
              choices(node.right()), !rule_.multapses_);
    descend(node.left(), left);
    descend(node.right(), count - left);
  }

  /// Draws a target of the node for each of `count` synapses.
  void place(TargetNode node, std::uint64_t count) {
    targets_.resize(count);
    const std::uint64_t seed = std::uint64_t{rule_.target_key_.k1} << 32 | rule_.target_key_.k0;
    const PhiloxKey key = philox_key(seed ^ node.id(), Purpose::kConnection, 0);
    if (rule_.multapses_) {
      draw_indices(key, source_, 0, choices(node), targets_);
    } else {
      distinct_.draw(key, source_, choices(node), targets_);
    }
    const bool skip = excludes_self(node);
    for (const std::uint32_t index : targets_) {
      std::uint32_t target = node.first + index;
      if (skip && target >= source_) ++target;
      if (target < range_.first || target >= range_.last) continue;
      synapses_.push_back({target - range_.first, source_});
      ++in_degrees_[target - range_.first];
    }
  }

  const OutDegreeRows& rule_;
  TargetNode range_;
  std::uint32_t source_ = 0;
  DistinctIndices distinct_;
  std::vector<std::uint32_t> targets_;  ///< of one node
  std::vector<Synapse> synapses_;
  std::vector<std::uint64_t> in_degrees_;
};

OutDegreeRows::OutDegreeRows(const FixedOutDegree& rule, const ConnectionSpace& space,
                             std::uint64_t seed, std::uint32_t projection)
    : space_(space),
      out_degree_(static_cast<std::uint32_t>(rule.out_degree)),
      multapses_(rule.multapses),
      target_key_(philox_key(seed, Purpose::kConnection, projection)),
      tree_key_(philox_key(seed, Purpose::kConnectionTree, projection)) {
  const double targets = space.targets;
  const double mean = static_cast<double>(total()) / targets;
  const std::uint64_t most = multapses_ ? total() : space.sources_per_target();
  max_in_degree_ = total() == 0 ? 0 : std::min(most, improbable_in_degree(mean, targets));
}

void OutDegreeRows::draw(std::uint32_t first, std::uint32_t last, ConnectionRows& rows) const {
  Reader reader(*this, first, last);
  for (std::uint32_t source = 0; source < space_.sources; ++source) reader.read(source);
  reader.finish(rows);
  if (reader.max_in_degree() > max_in_degree_) {
    throw Error("a fixed out-degree of " + std::to_string(out_degree_) + " gave a target " +
                std::to_string(reader.max_in_degree()) + " synapses, more than the " +
                std::to_string(max_in_degree_) + " that weights were scaled for; try another seed");
  }
}

}  // namespace engram
