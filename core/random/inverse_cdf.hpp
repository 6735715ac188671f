#pragma once

#include <cstdint>
#include <limits>
#include <span>

#include "core/random/philox.hpp"

namespace engram {

/// A continuous law as the inverse of its distribution function, which turns a uniform number on
/// (0, 1) into a draw, and is monotone: a range of values is a range of uniform numbers, and the
/// law truncated to that range is drawn without rejection.
struct InverseCdf {
  enum class Law { kUniform, kNormal, kLognormal };

  Law law = Law::kUniform;
  double location = 0;  ///< low; mean; mu
  double scale = 1;     ///< high - low; sd; sigma
  /// A 32-bit word w stands for the uniform number u_first + w u_step: the middles of 2^32 equal
  /// cells for the law as a whole.
  double u_first = 0x1p-33;
  double u_step = 0x1p-32;
  /// Values outside are clipped.
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
};

/// The value of one 32-bit word.
double value_of(const InverseCdf& law, std::uint32_t word);

/// Draws number first, first + 1, ... of `entity`. Number i takes word i % 4 of the call with the
/// counter {i / 4, entity, 0, 0}.
void draw_values(const InverseCdf& law, PhiloxKey key, std::uint32_t entity, std::uint32_t first,
                 std::span<double> out);

}  // namespace engram
