#pragma once

#include <cstdint>
#include <vector>

#include "core/random/philox.hpp"

namespace engram {

/// `size` of the `candidates` (all where there are no more), each subset equally likely, ascending.
/// The same key always draws the same.
std::vector<std::uint32_t> draw_sample(std::vector<std::uint32_t> candidates, std::uint32_t size,
                                       PhiloxKey key);

}  // namespace engram
