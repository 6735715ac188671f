#pragma once

#include <cmath>
#include <cstdint>

#include "core/random/draw_sequence.hpp"
#include "core/random/math.hpp"

namespace engram {

/// Draws from a binomial, hypergeometric or Poisson law by the ratio of uniforms under Stadlober's
/// table mountain hat (Stadlober 1990, J. Comput. Appl. Math. 31:181-189): exact, and of the same
/// cost however large the numbers. `log_ratio(k)` is log(P(k) / P(mode)) for whole k in [0, max].
template <class LogRatio>
std::uint64_t ratio_of_uniforms(DrawSequence& sequence, double mean, double variance,
                                std::uint64_t max, const LogRatio& log_ratio) {
  constexpr double kWidthScale = 1.7155277699214135;   // 2 sqrt(2 / e)
  constexpr double kWidthOffset = 0.8989161620588988;  // 3 - 2 sqrt(3 / e)
  const double centre = mean + 0.5;
  const double width = kWidthScale * std::sqrt(variance + 0.5) + kWidthOffset;
  const double end = static_cast<double>(max) + 1;
  for (;;) {
    const double u = sequence.uniform();
    const double x = centre + width * (sequence.uniform() - 0.5) / u;
    if (x < 0 || x >= end) continue;
    const double k = std::floor(x);
    const double t = log_ratio(k);
    // 2 log(u) lies between u - 1/u and u (4 - u) - 3, which settle most cases without it.
    const bool surely_accepted = u * (4 - u) - 3 <= t;
    const bool surely_rejected = u * (u - t) >= 1;
    if (surely_accepted || (!surely_rejected && 2 * portable_log(u) <= t)) {
      return static_cast<std::uint64_t>(k);
    }
  }
}

/// Draws by walking up from 0 until the probability drawn is used up; for small means.
/// `quotient(k)` is P(k + 1) / P(k); `max` the largest value possible.
template <class Quotient>
std::uint64_t invert_from_zero(DrawSequence& sequence, double probability_of_zero,
                               std::uint64_t max, const Quotient& quotient) {
  double left = sequence.uniform();
  double p = probability_of_zero;
  std::uint64_t k = 0;
  // Beyond this the probability is less than 1e-60 for any mean of the callers: only rounding could
  // carry the walk further.
  const std::uint64_t end = max < 128 ? max : 128;
  while (left >= p && k < end) {
    left -= p;
    p *= quotient(static_cast<double>(k));
    ++k;
  }
  return k;
}

/// Up to this mean the walk is cheaper than the ratio of uniforms.
inline constexpr double kLargestMeanToInvert = 10;

}  // namespace engram
