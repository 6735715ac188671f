#include "core/random/log_factorial.hpp"

#include <array>
#include <cstddef>

#include "core/random/math.hpp"

namespace engram {
namespace {

/// log Gamma(z) minus Stirling's (z - 1/2) log z - z + log(2 pi)/2, for whole z >= 1
/// (Abramowitz & Stegun 6.1.41; below 17 the series has not converged and a table takes its place).
double stirling_error(double z) {
  static constexpr std::array<double, 17> kSmall = {
      0,
      0.08106146679532725822,
      0.041340695955409294094,
      0.027677925684998339149,
      0.020790672103765093112,
      0.016644691189821192163,
      0.013876128823070747999,
      0.011896709945891770095,
      0.010411265261972096497,
      0.0092554621827127329177,
      0.0083305634333628712565,
      0.007573675487951840795,
      0.0069428401072095298657,
      0.0064089941880042070684,
      0.0059513701127588477356,
      0.005554733551962801371,
      0.0052076559196096404407,
  };
  if (z < kSmall.size()) return kSmall[static_cast<std::size_t>(z)];
  const double r = 1 / z;
  const double r2 = r * r;
  return r * (1.0 / 12 - r2 * (1.0 / 360 - r2 * (1.0 / 1260 - r2 * (1.0 / 1680))));
}

}  // namespace

double log_one_plus(double x) {
  // The rounding error of 1 + x appears in both log(u) and u - 1 and cancels (Kahan, in Higham
  // 2002, Accuracy and Stability of Numerical Algorithms, section 1.14.1).
  const double u = 1 + x;
  return u == 1 ? x : portable_log(u) * (x / (u - 1));
}

double log_factorial_change(double k, double step) {
  const double z = k + 1;
  return (z + step - 0.5) * log_one_plus(step / z) - step + stirling_error(z + step) -
         stirling_error(z);
}

}  // namespace engram
