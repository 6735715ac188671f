#pragma once

#include <cstdint>
#include <span>

#include "core/random/distribution.hpp"
#include "core/random/inverse_cdf.hpp"
#include "core/random/philox.hpp"

// Many draws at once. A draw is a function of key, entity and its number alone: any part of a row
// of draws can be drawn again, with any vector length.

namespace engram {

/// Draws number first, first + 1, ... of `entity`, each uniform on [0, n) up to a bias of n / 2^64:
/// the high half of n times the 64 bits of words 2 (i % 2) (their high half) and 2 (i % 2) + 1 of
/// the call with the counter {i / 2, entity, 0, 0}, i being the draw's number.
void draw_indices(PhiloxKey key, std::uint32_t entity, std::uint32_t first, std::uint32_t n,
                  std::span<std::uint32_t> out);

/// Draws from a Distribution, by inversion of 32-bit words: 2^32 values at most. Drawing again
/// until a draw falls into the range is drawing from the truncated law, which inversion does at
/// once.
class Sampler {
 public:
  /// Throws UserError where a parameter is not finite, a deviation negative or a range empty, and
  /// where less than 1 in 1000 draws would fall into the range to be redrawn into.
  explicit Sampler(const Distribution& distribution);

  /// Draws number first, first + 1, ... of `entity`.
  void draw(PhiloxKey key, std::uint32_t entity, std::uint32_t first, std::span<double> out) const;

  /// Whether every draw is the same.
  bool is_constant() const { return min_value_ == max_value_; }
  /// The least and the greatest value that can ever be drawn; finite.
  double min_value() const { return min_value_; }
  double max_value() const { return max_value_; }
  double max_magnitude() const;
  double median_value() const;
  /// The median of |value|.
  double median_magnitude() const;

 private:
  InverseCdf law_;
  double min_value_;
  double max_value_;
};

}  // namespace engram
