#pragma once

#include <cstdint>

#include "core/connection/row_drawer.hpp"
#include "core/random/philox.hpp"

namespace engram {

/// Every source gets the same number of targets. To find those of a range without drawing the
/// others, the synapses of each source are split down the tree over the targets; where few are left
/// or the node is a single block, the target of each is drawn in the node. A target's sources come
/// in ascending order.
class OutDegreeRows final : public RowDrawer {
 public:
  OutDegreeRows(const FixedOutDegree& rule, const ConnectionSpace& space, std::uint64_t seed,
                std::uint32_t projection);
  std::uint64_t total() const override { return std::uint64_t{space_.sources} * out_degree_; }
  std::uint64_t max_in_degree() const override { return max_in_degree_; }
  void draw(std::uint32_t first, std::uint32_t last, ConnectionRows& rows) const override;

 private:
  class Reader;
  void check_bound(const ConnectionRows& rows) const;

  ConnectionSpace space_;
  std::uint32_t out_degree_;
  bool multapses_;
  PhiloxKey target_key_;
  PhiloxKey tree_key_;
  std::uint64_t max_in_degree_;
};

}  // namespace engram
