#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <variant>

#include "core/random/philox.hpp"
#include "core/random/poisson_alias.hpp"
#include "core/random/poisson_inversion.hpp"

namespace engram {

/// The counts of one step, from entity `first` on.
struct PoissonDraw {
  PhiloxKey key;
  std::uint64_t step = 0;
  std::uint32_t first = 0;

  /// The counter of what settles a count that its own bits leave open.
  PhiloxCounter further(std::uint32_t entity) const {
    return {entity, static_cast<std::uint32_t>(step), static_cast<std::uint32_t>(step >> 32), 1};
  }
};

/// No count of this mean is larger. Twelve standard deviations: beyond the last count that 64 bits
/// of cdf can distinguish.
inline double most_poisson_count(double mean) {
  return std::ceil(mean + 12 * std::sqrt(mean) + 45);
}

/// The mean is so small that no count but 0 has a probability of 2^-65.
struct PoissonAlwaysZero {};

/// How counts of one mean are drawn.
using PoissonMethod = std::variant<PoissonAlwaysZero, PoissonAlias, PoissonInversion>;

/// Poisson-distributed counts, one for every entity and step: a function of key, step and entity
/// alone, whatever range is asked for and on whatever processor. Exact to 2^-64.
///
/// Up to a mean of PoissonAlias::kLargestMean a count takes two bytes of the call with the counter
/// {e / 8, low half of the step, high half, 0}, e being the entity: byte e % 4 of words 1 and 3 or,
/// where e % 8 >= 4, of words 0 and 2 (the low byte of the first, the high one of the second).
/// Above, it takes word e % 4 of {e / 4, step, 0}. What these leave open is settled by {e, step,
/// 1}.
class PoissonSampler {
 public:
  static constexpr double kLargestMean = 1e8;
  /// Ranges of entities begin at multiples of this.
  static constexpr std::size_t kGroupSize = 32;

  /// `mean` counts a step, 0 <= mean <= kLargestMean; throws UserError otherwise.
  explicit PoissonSampler(double mean);

  /// out[i] = the count of entity first + i; `first` is a multiple of kGroupSize.
  void counts(PhiloxKey key, std::uint64_t step, std::uint32_t first,
              std::span<std::uint32_t> out) const;

  /// inout[i] += weight times the count of entity first + i, rounded once (on processors with fused
  /// multiply-add). Real is float or double; `first` a multiple of
  /// kGroupSize.
  template <class Real>
  void accumulate(PhiloxKey key, std::uint64_t step, std::uint32_t first, Real weight,
                  std::span<Real> inout) const;

 private:
  PoissonMethod method_;
};

}  // namespace engram
