#include "io/analysis/empirical_distribution.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace engram {

EmpiricalDistribution::EmpiricalDistribution(std::vector<double> values, std::size_t zeros)
    : zeros_(zeros), sorted_(std::move(values)) {
  assert(std::none_of(sorted_.begin(), sorted_.end(), [](double v) { return std::isnan(v); }));
  std::sort(sorted_.begin(), sorted_.end());
  assert(zeros == 0 || sorted_.empty() || sorted_.front() >= 0);
}

double EmpiricalDistribution::mean() const {
  if (empty()) return std::numeric_limits<double>::quiet_NaN();
  return std::accumulate(sorted_.begin(), sorted_.end(), 0.0) / static_cast<double>(size());
}

double EmpiricalDistribution::quantile(double p) const {
  assert(p >= 0 && p <= 1);
  if (empty()) return std::numeric_limits<double>::quiet_NaN();
  const double rank = p * static_cast<double>(size() - 1);
  const auto below = static_cast<std::size_t>(rank);
  const std::size_t above = std::min(below + 1, size() - 1);
  const double share = rank - static_cast<double>(below);
  return value(below) + share * (value(above) - value(below));
}

std::vector<std::uint64_t> EmpiricalDistribution::histogram(double low, double high,
                                                            std::size_t bins) const {
  assert(low < high && bins > 0);
  std::vector<std::uint64_t> counts(bins, 0);
  const auto first = std::lower_bound(sorted_.begin(), sorted_.end(), low);
  const auto last = std::upper_bound(first, sorted_.end(), high);
  const double bins_per_unit = static_cast<double>(bins) / (high - low);
  const auto count = [&](double value, std::size_t times) {
    const auto bin = static_cast<std::size_t>((value - low) * bins_per_unit);
    counts[std::min(bin, bins - 1)] += times;
  };
  if (low <= 0 && high >= 0) count(0, zeros_);
  std::for_each(first, last, [&](double value) { count(value, 1); });
  return counts;
}

}  // namespace engram
