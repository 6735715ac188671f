#pragma once

#include <array>
#include <cstdint>

#include "core/random/philox.hpp"

namespace engram {

/// Exponentially distributed draws come in blocks of this many.
inline constexpr std::uint32_t kExponentialBlock = 16;

/// Running sums of one block: spans from the end of the block before, in whole ticks and 2^-32 of a
/// tick.
struct ExponentialSpans {
  alignas(64) std::array<std::int64_t, kExponentialBlock> ticks;
  alignas(64) std::array<std::uint64_t, kExponentialBlock> fractions;  ///< below 2^32
};

/// Sums of draws 16 `block` to 16 `block` + k, k = 0 .. 15, of `entity`, exponentially distributed
/// with mean `mean` ticks: -mean log(u), the u being the upper 52 bits (and a half) of the words 0
/// and 1 of the calls with the counters {8 block + i, entity, high half of 8 block, 0} for k = i <
/// 8, and of their words 2 and 3 for k = 8 + i. Spans beyond 2^62 ticks are 2^62 ticks.
void exponential_spans(PhiloxKey key, std::uint32_t entity, std::uint64_t block, double mean,
                       ExponentialSpans& out);

}  // namespace engram
