#pragma once

#include <cstdint>

#include "core/random/philox.hpp"

namespace engram {

/// Gamma-distributed numbers of scale 1, so of mean `shape` (Marsaglia & Tsang 2000, "A simple
/// method for generating gamma variables", ACM TOMS 26:363-372).
class GammaSampler {
 public:
  /// `shape` >= 0.01. Draws of a small one can be too small for a double: they are 0 then.
  explicit GammaSampler(double shape);

  /// A pure function of its arguments, the same on every processor where portable_log() is. Takes
  /// calls with counters {draw's low half, draw's high half, entity, n} with n > 0: those with n =
  /// 0 are the caller's.
  double draw(PhiloxKey key, std::uint64_t draw, std::uint32_t entity) const;

 private:
  double shape_;
  double d_;
  double c_;
};

}  // namespace engram
