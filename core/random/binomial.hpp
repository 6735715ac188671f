#pragma once

#include <cstdint>

#include "core/random/draw_sequence.hpp"

namespace engram {

/// The number of successes in `n` independent trials of probability `p`, 0 <= p <= 1. Exact up to
/// the rounding of double precision for any n; takes a few numbers of the sequence whatever n is.
std::uint64_t binomial(DrawSequence& sequence, std::uint64_t n, double p);

}  // namespace engram
