#pragma once

#include <cmath>

namespace engram {

/// An unevaluated sum of two doubles: about 106 bits (Dekker 1971; Hida, Li & Bailey 2001). Only
/// what tables of probabilities need, for positive numbers.
struct DoubleDouble {
  double high = 0;
  double low = 0;
};

/// a + b exactly, for |a| >= |b|.
inline DoubleDouble ordered_sum(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}

inline DoubleDouble operator+(DoubleDouble a, DoubleDouble b) {
  const double sum = a.high + b.high;
  const double taken = sum - a.high;
  const double error = (a.high - (sum - taken)) + (b.high - taken);
  return ordered_sum(sum, error + (a.low + b.low));
}

inline DoubleDouble operator*(DoubleDouble a, double b) {
  const double product = a.high * b;
  return ordered_sum(product, std::fma(a.low, b, std::fma(a.high, b, -product)));
}

inline DoubleDouble operator/(DoubleDouble a, double b) {
  const double quotient = a.high / b;
  return ordered_sum(quotient, (std::fma(-quotient, b, a.high) + a.low) / b);
}

inline DoubleDouble operator/(DoubleDouble a, DoubleDouble b) {
  const double quotient = a.high / b.high;
  const double rest = std::fma(-quotient, b.high, a.high) + a.low - quotient * b.low;
  return ordered_sum(quotient, rest / b.high);
}

}  // namespace engram
