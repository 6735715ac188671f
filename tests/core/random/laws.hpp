#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "core/random/chi_square.hpp"

namespace engram::test {

/// log of n over k, in extended precision.
inline long double log_choose(long double n, long double k) {
  return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
}

/// The probability of k successes in n trials, straight from its definition.
inline double binomial_probability(double n, double p, double k) {
  if (k < 0 || k > n) return 0;
  const long double log_failures =
      n == k ? 0.0L : (n - k) * std::log1p(-static_cast<long double>(p));
  return static_cast<double>(
      std::exp(log_choose(n, k) + k * std::log(static_cast<long double>(p)) + log_failures));
}

/// The probability of k good items among `draws` without replacement, straight from its definition.
inline double hypergeometric_probability(double draws, double good, double bad, double k) {
  if (k < 0 || k > good || k > draws || draws - k > bad) return 0;
  return static_cast<double>(
      std::exp(log_choose(good, k) + log_choose(bad, draws - k) - log_choose(good + bad, draws)));
}

/// Counts the values of a whole-numbered law in cells from well below to well above what its mean
/// and standard deviation let expect, to be tested against its probabilities.
class LawTest {
 public:
  LawTest(double mean, double sd)
      : width_(std::ceil(sd / 8)),
        first_(std::max(0.0, std::floor(mean - 10 * sd - 10))),
        observed_(static_cast<std::size_t>((mean + 10 * sd + 10 - first_) / width_) + 1) {}

  void add(std::uint64_t value) {
    const double cell = (static_cast<double>(value) - first_) / width_;
    ++number_;
    if (cell >= 0 && cell < static_cast<double>(observed_.size())) {
      ++observed_[static_cast<std::size_t>(cell)];
    }
  }

  /// `probability(k)` for whole k. Values outside of all cells count as a failure.
  template <class Probability>
  double p_value(const Probability& probability) const {
    std::vector<double> expected(observed_.size());
    double inside = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      for (double j = 0; j < width_; ++j) {
        expected[i] += number_ * probability(first_ + static_cast<double>(i) * width_ + j);
      }
      inside += observed_[i];
    }
    return inside < number_ ? 0 : chi_square_p_value(observed_, expected);
  }

 private:
  double width_;
  double first_;
  double number_ = 0;
  std::vector<double> observed_;
};

}  // namespace engram::test
