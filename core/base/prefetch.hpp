#pragma once

namespace engram {

/// Asks for the cache line of `address`, which need not be readable.
///
/// A function that does nothing but prefetch has no effect in the eyes of GCC 12, which then drops
/// the calls of it; the empty statement is an effect and costs nothing.
inline void prefetch(const void* address) {
  __builtin_prefetch(address);
  asm volatile("");
}

}  // namespace engram
