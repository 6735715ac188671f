#pragma once

#include <cstddef>
#include <cstdint>

#include "core/random/philox.hpp"

// Single draws by inversion of 64-bit words. As portable as portable_log(), and finer than the
// 32-bit draws of InverseCdf: for times on the continuous clock.

namespace engram {

/// Words 0 and 1 (`pair` 0) or 2 and 3 (`pair` 1) of a call, the first in the high half.
constexpr std::uint64_t word_pair(const PhiloxWords& words, std::size_t pair) {
  return std::uint64_t{words[2 * pair]} << 32 | words[2 * pair + 1];
}

/// Uniform on (0, 1]: the middles of 2^64 equal cells, rounded to a double; at least 2^-65.
constexpr double uniform_of(std::uint64_t word) {
  return (static_cast<double>(word) + 0.5) * 0x1p-64;
}

/// Exponential with mean 1, from 0 to 45.1.
double exponential_of(std::uint64_t word);

/// Standard normal, within a relative 1e-15; the top bit is the sign.
double normal_of(std::uint64_t word);

/// No draw of normal_of() has a larger magnitude: the quantile of 1 - 2^-65, rounded up.
inline constexpr double kLargestNormal = 9.2;

}  // namespace engram
