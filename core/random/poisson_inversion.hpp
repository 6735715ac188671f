#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/random/poisson_law.hpp"

namespace engram {

/// A Poisson law by inversion of its distribution function, for 32 random bits a count; in the rare
/// cases where these do not settle it, 32 further bits do. A guide table (Chen & Asau 1974) leads
/// to within a few counts of the result.
class PoissonInversion {
 public:
  /// mean > 0.
  explicit PoissonInversion(double mean);

  /// The count of a random word; `further()` gives a second one.
  template <class Further>
  std::uint32_t count(std::uint32_t word, const Further& further) const {
    const std::uint64_t least = std::uint64_t{word} << 32;
    std::uint32_t k = guide_[word >> guide_shift_];
    while (law_.last[k] < least) ++k;
    if (law_.last[k] - least < 0xffffffff) {
      const std::uint64_t u = least | further();
      while (law_.last[k] < u) ++k;
    }
    return law_.first + k;
  }

 private:
  PoissonLaw law_;
  /// The first index of `law_.last` that the leading bits of a word can lead to.
  std::vector<std::uint32_t> guide_;
  int guide_shift_;
};

}  // namespace engram
