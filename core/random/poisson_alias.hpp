#pragma once

#include <array>
#include <cstdint>

#include "core/random/philox.hpp"
#include "core/random/poisson_law.hpp"

namespace engram {

/// A Poisson law for two random bytes a count: Walker's alias method with 16 columns (Walker 1977;
/// Vose 1991), one for each count below 15 and one for all above, so that a column's data are found
/// by byte shuffles.
///
/// The low nibble of the low byte selects a column. High byte and low byte, compared in this order
/// and as signed bytes with the column's threshold, decide between the column's own count and its
/// alias. As the low nibbles are equal anyway, that is a comparison of the other 12 bits. Where
/// those equal the threshold's, and in the tail, further bits settle the count, so that it is exact
/// to 2^-64.
class PoissonAlias {
 public:
  static constexpr double kLargestMean = 5.5;  ///< The tail has a probability below 1 in 1000.
  static constexpr std::size_t kColumns = 16;
  static constexpr std::uint8_t kTail = 15;
  using ByteColumn = std::array<std::uint8_t, kColumns>;

  /// 0 < mean <= kLargestMean.
  explicit PoissonAlias(double mean);

  const ByteColumn& thresholds_high() const { return thresholds_high_; }
  const ByteColumn& thresholds_low() const { return thresholds_low_; }
  const ByteColumn& aliases() const { return aliases_; }

  /// The count of two bytes, in all cases; `further` are random words that no other count uses.
  std::uint32_t count(std::uint8_t high, std::uint8_t low, const PhiloxWords& further) const;

 private:
  using Shares = std::array<std::uint64_t, kColumns>;
  void fill_columns(Shares probabilities);

  alignas(16) ByteColumn thresholds_high_;
  alignas(16) ByteColumn thresholds_low_;
  alignas(16) ByteColumn aliases_;
  /// The part of each column that is its own count's, in units of 2^-60 of the column.
  Shares own_;
  PoissonLaw tail_;
};

}  // namespace engram
