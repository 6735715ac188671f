#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace engram {

/// The values of one quantity over many neurons or pairs, in ascending order. Every result depends
/// on the values alone, never on the order in which they were found.
class EmpiricalDistribution {
 public:
  EmpiricalDistribution() = default;

  /// Sorts `values`, none of which may be NaN. `zeros` more values are 0 and take no memory; none
  /// may then be negative.
  explicit EmpiricalDistribution(std::vector<double> values, std::size_t zeros = 0);

  bool empty() const { return size() == 0; }
  std::size_t size() const { return zeros_ + sorted_.size(); }

  /// The value of that rank, from 0 (the least) to size() - 1.
  double value(std::size_t rank) const { return rank < zeros_ ? 0 : sorted_[rank - zeros_]; }

  /// Arithmetic mean; NaN of an empty distribution.
  double mean() const;

  /// The value below which the fraction `p` in [0, 1] lies, interpolated linearly between the two
  /// nearest ranks (type 7 of Hyndman & Fan 1996; what numpy.quantile does). NaN where empty.
  double quantile(double p) const;

  /// How many values lie in each of `bins` equal parts of [low, high); values outside are left out,
  /// but `high` itself counts to the last part.
  std::vector<std::uint64_t> histogram(double low, double high, std::size_t bins) const;

 private:
  std::size_t zeros_ = 0;       ///< that come before those in sorted_
  std::vector<double> sorted_;  ///< the other values
};

}  // namespace engram
