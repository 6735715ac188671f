#include "core/random/inversion.hpp"

#include <cmath>

#include "core/random/math.hpp"
#include "core/random/ppnd16.hpp"

namespace engram {
namespace {

template <std::size_t kSize>
double polynomial(double x, const double (&coefficients)[kSize]) {
  double sum = coefficients[kSize - 1];
  for (std::size_t i = kSize - 1; i-- > 0;) sum = sum * x + coefficients[i];
  return sum;
}

/// The z >= 0 that a standard normal number exceeds with probability `tail`, in (0, 1/2].
double normal_tail_quantile(double tail) {
  const double q = 0.5 - tail;
  if (q <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(r, ppnd16::kCentreTop) / polynomial(r, ppnd16::kCentreBottom);
  }
  const double r = std::sqrt(-portable_log(tail));
  if (r <= 5) {
    return polynomial(r - 1.6, ppnd16::kTailTop) / polynomial(r - 1.6, ppnd16::kTailBottom);
  }
  return polynomial(r - 5, ppnd16::kFarTailTop) / polynomial(r - 5, ppnd16::kFarTailBottom);
}

}  // namespace

double exponential_of(std::uint64_t word) { return -portable_log(uniform_of(word)); }

double normal_of(std::uint64_t word) {
  constexpr std::uint64_t kSign = 1ull << 63;
  const double z = normal_tail_quantile(uniform_of(word & ~kSign));
  return (word & kSign) != 0 ? z : -z;
}

}  // namespace engram
