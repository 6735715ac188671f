#pragma once

#include <cstdint>

namespace engram {

/// Index of a population in `Network::populations`.
using PopulationIndex = std::uint32_t;

}  // namespace engram
