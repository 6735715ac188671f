#include "core/connection/out_degree_rows.hpp"

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/connection/connection_drawer.hpp"
#include "core/connection/distinct_indices.hpp"
#include "core/connection/splitting_tree.hpp"
#include "core/random/draw.hpp"
#include "core/random/math.hpp"

namespace engram {
namespace {

/// Up to this many synapses at a node draw their targets at once: cheaper than to split them
/// further, even if only a few fall into the range.
constexpr std::uint64_t kFew = 64;

/// The least whole number that the in-degree, a sum of independent variables of mean `mean`,
/// exceeds in none of `targets` targets but with probability 1e-20 (Chernoff: P(X >= b) <= exp(b -
/// mean - b log(b / mean)) for b > mean).
std::uint64_t improbable_in_degree(double mean, double targets) {
  const double needed = portable_log(targets) - portable_log(1e-20);
  double low = mean;
  double high = 2 * mean + 2 * needed;
  while (high - low > 0.5) {
    const double b = (low + high) / 2;
    const bool is_improbable = b * portable_log(b / mean) - (b - mean) >= needed;
    (is_improbable ? high : low) = b;
  }
  return static_cast<std::uint64_t>(high) + 1;
}

}  // namespace

/// Gathers the synapses onto a range of targets, source by source.
class OutDegreeRows::Reader {
 public:
  Reader(const OutDegreeRows& rule, TargetNode range)
      : rule_(rule), range_(range), distinct_(rule.multapses_ ? 0 : rule.space_.targets) {
    const double share = static_cast<double>(range.size()) / std::max(rule.space_.targets, 1u);
    kept_.reserve(static_cast<std::size_t>(1.02 * share * static_cast<double>(rule.total())));
    ends_.reserve(rule.space_.sources);
  }

  void read(std::uint32_t source) {
    source_ = source;
    descend({0, rule_.space_.targets}, rule_.out_degree_);
    ends_.push_back(kept_.size());
  }

  /// Sorts what was read by target.
  void finish(ConnectionRows& rows) const {
    rows.offsets.assign(std::size_t{range_.size()} + 1, 0);
    for (const std::uint32_t target : kept_) ++rows.offsets[target + 1];
    std::partial_sum(rows.offsets.begin(), rows.offsets.end(), rows.offsets.begin());
    rows.sources.resize(kept_.size());
    std::vector<std::uint64_t> next(rows.offsets.begin(), rows.offsets.end() - 1);
    std::size_t i = 0;
    for (std::uint32_t source = 0; source < ends_.size(); ++source) {
      for (; i < ends_[source]; ++i) rows.sources[next[kept_[i]]++] = source;
    }
  }

 private:
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
    const PhiloxKey key = node_key(node);
    if (rule_.multapses_) {
      draw_indices(key, source_, 0, choices(node), targets_);
    } else {
      distinct_.draw(key, source_, choices(node), targets_);
    }
    // Where the node holds the source itself, indices from there on stand for the next target.
    const std::uint32_t self = excludes_self(node) ? source_ - node.first : node.size();
    for (std::uint32_t& target : targets_) target += target >= self ? 1 : 0;
    keep(node.first);
  }

  /// Keeps the targets drawn that fall into the range.
  void keep(std::uint32_t first_of_node) {
    std::size_t kept = 0;
    for (const std::uint32_t target : targets_) {
      // Targets before the range wrap around to large numbers. Few are in it, most often: writing
      // all of them avoids a branch that is hard to predict.
      const std::uint32_t from_first = first_of_node + target - range_.first;
      targets_[kept] = from_first;
      kept += from_first < range_.size() ? 1 : 0;
    }
    kept_.insert(kept_.end(), targets_.begin(),
                 targets_.begin() + static_cast<std::ptrdiff_t>(kept));
  }

  /// The key of the targets drawn at a node.
  PhiloxKey node_key(TargetNode node) const {
    const std::uint64_t key = std::uint64_t{rule_.target_key_.k1} << 32 | rule_.target_key_.k0;
    return philox_key(key ^ node.id(), Purpose::kConnection, 0);
  }

  const OutDegreeRows& rule_;
  TargetNode range_;
  std::uint32_t source_ = 0;
  DistinctIndices distinct_;
  std::vector<std::uint32_t> targets_;  ///< drawn at one node
  std::vector<std::uint32_t> kept_;     ///< targets, counted from the first of the range
  std::vector<std::uint64_t> ends_;     ///< of each source's targets in kept_
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
  Reader reader(*this, {first, last});
  for (std::uint32_t source = 0; source < space_.sources; ++source) reader.read(source);
  reader.finish(rows);
  check_bound(rows);
}

/// Weights were scaled for the bound: if a draw exceeded it, sums could overflow unnoticed.
void OutDegreeRows::check_bound(const ConnectionRows& rows) const {
  for (std::size_t i = 0; i + 1 < rows.offsets.size(); ++i) {
    const std::uint64_t in_degree = rows.offsets[i + 1] - rows.offsets[i];
    if (in_degree <= max_in_degree_) continue;
    throw Error("a fixed out-degree of " + std::to_string(out_degree_) + " gave a target " +
                std::to_string(in_degree) + " synapses, where at most " +
                std::to_string(max_in_degree_) + " were to be expected; try another seed");
  }
}

}  // namespace engram
