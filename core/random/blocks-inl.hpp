// Splits a row of draws into whole blocks. Included once for every instruction set (Highway's
// foreach_target).

#if defined(ENGRAM_CORE_RANDOM_BLOCKS_INL_HPP_) == defined(HWY_TARGET_TOGGLE)
#ifdef ENGRAM_CORE_RANDOM_BLOCKS_INL_HPP_
#undef ENGRAM_CORE_RANDOM_BLOCKS_INL_HPP_
#else
#define ENGRAM_CORE_RANDOM_BLOCKS_INL_HPP_
#endif

#include <hwy/highway.h>

#include <algorithm>
#include <span>

HWY_BEFORE_NAMESPACE();
namespace engram {
namespace HWY_NAMESPACE {

/// Has `block(number, to)` write draws number .. number + kSize, `number` a multiple of kSize,
/// until `out` holds the draws from `first` on; what sticks out at either end goes through a
/// buffer.
template <std::uint32_t kSize, class T, class Block>
HWY_INLINE void ForEachBlock(std::uint32_t first, std::span<T> out, const Block& block) {
  T buffer[kSize];
  const std::uint32_t skipped = first % kSize;
  std::uint32_t number = first - skipped;
  T* to = out.data();
  T* const end = to + out.size();
  if (skipped != 0) {
    block(number, buffer);
    to = std::copy_n(buffer + skipped, std::min<std::size_t>(kSize - skipped, out.size()), to);
    number += kSize;
  }
  for (; end - to >= static_cast<std::ptrdiff_t>(kSize); to += kSize, number += kSize) {
    block(number, to);
  }
  if (to != end) {
    block(number, buffer);
    std::copy_n(buffer, end - to, to);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace engram
HWY_AFTER_NAMESPACE();

#endif
