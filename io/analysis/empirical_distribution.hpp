#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace engram {

/// The values of one quantity over many neurons or pairs, in ascending order. Every result depends
/// on the values alone, never on the order in which they were found.
class EmpiricalDistribution {
 public:
  EmpiricalDistribution() = default;

  /// Sorts `values`, none of which may be NaN.
  explicit EmpiricalDistribution(std::vector<double> values);

  bool empty() const { return sorted_.empty(); }
  std::size_t size() const { return sorted_.size(); }
  std::span<const double> sorted() const { return sorted_; }

  /// Arithmetic mean; NaN of an empty distribution.
  double mean() const;

  /// The value below which the fraction `p` in [0, 1] lies, interpolated linearly between the two
  /// nearest ranks (type 7 of Hyndman & Fan 1996; what numpy.quantile does). NaN where empty.
  double quantile(double p) const;

  /// How many values lie in each of `bins` equal parts of [low, high); values outside are left out,
  /// but `high` itself counts to the last part.
  std::vector<std::uint64_t> histogram(double low, double high, std::size_t bins) const;

 private:
  std::vector<double> sorted_;
};

}  // namespace engram
