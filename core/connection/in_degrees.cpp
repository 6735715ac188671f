#include "core/connection/in_degrees.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/connection/splitting_tree.hpp"
#include "core/random/binomial.hpp"

namespace engram {
namespace {

/// Divides a total among the targets, each of which has `places` places.
class Sharing {
 public:
  Sharing(PhiloxKey key, std::uint64_t places, bool distinct)
      : key_(key), places_(places), distinct_(distinct) {}

  void share(TargetNode node, std::uint64_t count, std::vector<std::uint32_t>& in_degrees) const {
    // Up to about this many a target it is cheaper to draw the target of each synapse.
    constexpr std::uint64_t kFew = 4;
    if (count == 0) return;
    if (node.size() == 1) {
      in_degrees[node.first] = static_cast<std::uint32_t>(count);
    } else if (!distinct_ && count <= kFew * node.size()) {
      DrawSequence sequence(key_, node.id());
      for (std::uint64_t i = 0; i < count; ++i) {
        ++in_degrees[node.first + sequence.below(node.size())];
      }
    } else {
      const std::uint64_t left =
          split(DrawSequence(key_, node.id()), count, node.left().size() * places_,
                node.right().size() * places_, distinct_);
      share(node.left(), left, in_degrees);
      share(node.right(), count - left, in_degrees);
    }
  }

 private:
  PhiloxKey key_;
  std::uint64_t places_;
  bool distinct_;
};

}  // namespace

InDegrees::InDegrees(std::uint32_t targets, std::uint32_t in_degree)
    : total_(std::uint64_t{targets} * in_degree), max_(in_degree) {}

InDegrees::InDegrees(std::vector<std::uint32_t> in_degrees)
    : each_(std::move(in_degrees)),
      total_(std::accumulate(each_.begin(), each_.end(), std::uint64_t{0})),
      max_(each_.empty() ? 0 : *std::max_element(each_.begin(), each_.end())) {}

InDegrees draw_in_degrees(const PairwiseBernoulli& rule, const ConnectionSpace& space,
                          std::uint64_t seed, std::uint32_t projection) {
  const PhiloxKey key = philox_key(seed, Purpose::kConnectionTree, projection);
  std::vector<std::uint32_t> in_degrees(space.targets);
  for (std::uint32_t target = 0; target < space.targets; ++target) {
    DrawSequence sequence(key, target);
    in_degrees[target] = static_cast<std::uint32_t>(
        binomial(sequence, space.sources_per_target(), rule.probability));
  }
  return InDegrees(std::move(in_degrees));
}

InDegrees draw_in_degrees(const FixedTotalNumber& rule, const ConnectionSpace& space,
                          std::uint64_t seed, std::uint32_t projection) {
  const PhiloxKey key = philox_key(seed, Purpose::kConnectionTree, projection);
  std::vector<std::uint32_t> in_degrees(space.targets);
  const Sharing sharing(key, space.sources_per_target(), !rule.multapses);
  sharing.share({0, space.targets}, rule.number, in_degrees);
  return InDegrees(std::move(in_degrees));
}

}  // namespace engram
