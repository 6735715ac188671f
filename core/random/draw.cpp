#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/random/draw.cpp"
#include "core/random/draw.hpp"

#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

#include "core/random/blocks-inl.hpp"
#include "core/random/philox-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace engram {
namespace HWY_NAMESPACE {

/// floor(word n / 2^64), in the low halves; the high ones are 0.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V HighProduct(D, V word, hn::Vec<hn::Repartition<std::uint32_t, D>> n) {
  const hn::Repartition<std::uint32_t, D> d32;
  const V low = hn::MulEven(hn::BitCast(d32, word), n);
  const V high = hn::MulEven(hn::BitCast(d32, hn::ShiftRight<32>(word)), n);
  return hn::ShiftRight<32>(hn::Add(high, hn::ShiftRight<32>(low)));
}

void DrawIndices(PhiloxKey key, std::uint32_t entity, std::uint32_t first, std::uint32_t n,
                 std::span<std::uint32_t> out) {
  const hn::CappedTag<std::uint64_t, 8> d;
  const hn::Repartition<std::uint32_t, decltype(d)> d32;
  const PhiloxRoundKeys keys(key);
  const auto sides = hn::Set(d32, n);
  constexpr std::size_t kVectors = 2;
  const auto block = [&](std::uint32_t number, std::uint32_t* to) HWY_ATTR {
    PhiloxPairs<hn::Vec<decltype(d)>> words[kVectors];
    Philox(d, keys, Ascending(d, number / 2), hn::Set(d, entity), hn::Zero(d), hn::Zero(d), words);
    for (const auto& pair : words) {
      const auto even = HighProduct(d, pair.first, sides);
      const auto odd = HighProduct(d, pair.second, sides);
      hn::StoreU(hn::BitCast(d32, hn::Or(even, hn::ShiftLeft<32>(odd))), d32, to);
      to += hn::Lanes(d32);
    }
  };
  ForEachBlock<kVectors * hn::MaxLanes(d32)>(first, out, block);
}

}  // namespace HWY_NAMESPACE
}  // namespace engram
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace engram {

HWY_EXPORT(DrawIndices);

void draw_indices(PhiloxKey key, std::uint32_t entity, std::uint32_t first, std::uint32_t n,
                  std::span<std::uint32_t> out) {
  HWY_DYNAMIC_DISPATCH(DrawIndices)(key, entity, first, n, out);
}

}  // namespace engram
#endif
