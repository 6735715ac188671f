#pragma once

#include <cstdint>
#include <vector>

#include "core/connection/row_drawer.hpp"

namespace engram {

/// The number of synapses onto each target of a projection.
class InDegrees {
 public:
  /// All targets have the same.
  InDegrees(std::uint32_t targets, std::uint32_t in_degree);
  /// Each has its own.
  explicit InDegrees(std::vector<std::uint32_t> in_degrees);

  std::uint32_t operator[](std::uint32_t target) const {
    return each_.empty() ? max_ : each_[target];
  }
  std::uint64_t total() const { return total_; }
  std::uint32_t max() const { return max_; }

 private:
  std::vector<std::uint32_t> each_;
  std::uint64_t total_ = 0;
  std::uint32_t max_ = 0;
};

/// Pairwise Bernoulli: independent binomial numbers.
InDegrees draw_in_degrees(const PairwiseBernoulli& rule, const ConnectionSpace& space,
                          std::uint64_t seed, std::uint32_t projection);

/// A fixed total: a multinomial number for each target or, without multapses, a multivariate
/// hypergeometric one, by splitting the total down the tree over the targets.
InDegrees draw_in_degrees(const FixedTotalNumber& rule, const ConnectionSpace& space,
                          std::uint64_t seed, std::uint32_t projection);

}  // namespace engram
