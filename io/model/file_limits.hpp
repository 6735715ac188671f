#pragma once

#include <cstdint>

#include "core/base/time.hpp"

// What a model may read from files beside it: all of it is held in memory.

namespace engram {

inline constexpr std::uint64_t kMaxSpikesOfFiles = 1'000'000'000;     ///< in all
inline constexpr std::uint64_t kMaxNeuronsOfFile = 100'000'000;       ///< of one population
inline constexpr Tick kLastTickOfFile = 4'000'000'000 * kTicksPerMs;  ///< as in the model itself

}  // namespace engram
