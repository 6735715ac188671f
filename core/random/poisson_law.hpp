#pragma once

#include <cstdint>
#include <vector>

namespace engram {

/// The distribution function of a Poisson law in units of 2^-64, every value rounded right: the
/// count of a uniform 64-bit number u is the first k with u <= last[k - first]. The same bits on
/// any machine: recurrences in pairs of doubles, no transcendental function.
struct PoissonLaw {
  std::uint32_t first = 0;          ///< the least count
  std::vector<std::uint64_t> last;  ///< ascending; ends with 2^64 - 1

  /// Whether more than one count has a probability of at least 2^-65.
  bool is_constant() const { return last.size() == 1; }
};

/// The law of a count of this mean (>= 0), given that it is at least `at_least`.
PoissonLaw make_poisson_law(double mean, std::uint32_t at_least = 0);

}  // namespace engram
