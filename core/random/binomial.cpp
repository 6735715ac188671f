#include "core/random/binomial.hpp"

#include <bit>
#include <cassert>
#include <cmath>

#include "core/random/log_factorial.hpp"
#include "core/random/math.hpp"
#include "core/random/ratio_of_uniforms.hpp"

namespace engram {
namespace {

std::uint64_t by_inversion(DrawSequence& sequence, std::uint64_t n, double p) {
  const double trials = static_cast<double>(n);
  const double odds = p / (1 - p);
  return invert_from_zero(sequence, portable_exp(trials * log_one_plus(-p)), n,
                          [=](double k) { return odds * (trials - k) / (k + 1); });
}

std::uint64_t by_rejection(DrawSequence& sequence, std::uint64_t n, double p) {
  const double trials = static_cast<double>(n);
  const double mean = trials * p;
  const double mode = std::floor((trials + 1) * p);
  const double rest = trials - mode;
  const double slope = portable_log(p * (rest + 1) / ((1 - p) * (mode + 1)));
  return ratio_of_uniforms(sequence, mean, mean * (1 - p), n, [=](double k) {
    const double step = k - mode;
    return step * slope - log_factorial_change(mode, step) - log_factorial_change(rest, -step);
  });
}

}  // namespace

std::uint64_t binomial(DrawSequence& sequence, std::uint64_t n, double p) {
  assert(p >= 0 && p <= 1);
  if (n == 0 || p == 0) return 0;
  // Most splits of a splitting tree are even and small: count heads among n fair coins.
  if (p == 0.5 && n <= 64) {
    return static_cast<std::uint64_t>(std::popcount(sequence.next() >> (64 - n)));
  }
  if (p > 0.5) return n - binomial(sequence, n, 1 - p);
  const bool small = static_cast<double>(n) * p < kLargestMeanToInvert;
  return small ? by_inversion(sequence, n, p) : by_rejection(sequence, n, p);
}

}  // namespace engram
