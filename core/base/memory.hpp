#pragma once

#include <cstdint>

namespace engram {

/// Bytes that this process could still allocate without swapping: what the system calls available,
/// or all that is installed where it does not say.
std::uint64_t available_memory_bytes();

/// Largest resident size of this process so far, bytes.
std::uint64_t peak_resident_bytes();

}  // namespace engram
