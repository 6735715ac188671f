#pragma once

namespace engram {

/// Prefetches the cache line of `address`, which need not be readable.
///
/// GCC 12 drops calls of a function that does nothing but prefetch, since it counts no effect
/// there; the empty statement is an effect and costs nothing.
inline void prefetch(const void* address) {
  __builtin_prefetch(address);
  asm volatile("");
}

}  // namespace engram
