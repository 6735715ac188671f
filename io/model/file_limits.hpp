#pragma once

#include <cstdint>
#include <string>

#include "core/base/time.hpp"

// What a model may read from files beside it: all of it is held in memory.

namespace engram {

inline constexpr std::uint64_t kMaxSpikesOfFiles = 1'000'000'000;     ///< in all
inline constexpr std::uint64_t kMaxNeuronsOfFile = 100'000'000;       ///< of one population
inline constexpr Tick kLastTickOfFile = 4'000'000'000 * kTicksPerMs;  ///< as in the model itself

/// How large a population may be that gets its size from a file of so many bytes: enough for one
/// whose neurons are mostly silent, but no gigabytes for a single line. A 'size' in the model
/// allows more.
std::uint64_t neurons_explained_by(std::uint64_t file_bytes);

/// Throws UserError where the memory does not suffice for so many trains from the file at `path`.
void require_train_memory(std::uint64_t neurons, const std::string& path);

}  // namespace engram
