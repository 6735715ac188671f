#pragma once

#include <cstdint>

#include "core/random/draw_sequence.hpp"

namespace engram {

/// The number of good items among `draws` drawn without replacement from `good` + `bad` items;
/// draws <= good + bad < 2^64. Exact up to the rounding of double precision; takes a few numbers of
/// the sequence whatever the sizes are.
std::uint64_t hypergeometric(DrawSequence& sequence, std::uint64_t draws, std::uint64_t good,
                             std::uint64_t bad);

}  // namespace engram
