#pragma once

#include <cstdint>

namespace engram {

/// Bytes that this process could still allocate without swapping: those that the system reports as
/// available, or all that are installed where it reports none.
std::uint64_t available_memory_bytes();

/// Largest resident size of this process so far, bytes.
std::uint64_t peak_resident_bytes();

}  // namespace engram
