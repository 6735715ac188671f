// Philox4x32-10 on vectors: bit for bit the numbers of philox4x32(). Included once for every
// instruction set (Highway's foreach_target).

#if defined(ENGRAM_CORE_RANDOM_PHILOX_INL_HPP_) == defined(HWY_TARGET_TOGGLE)
#ifdef ENGRAM_CORE_RANDOM_PHILOX_INL_HPP_
#undef ENGRAM_CORE_RANDOM_PHILOX_INL_HPP_
#else
#define ENGRAM_CORE_RANDOM_PHILOX_INL_HPP_
#endif

#include <hwy/highway.h>

#include "core/random/philox.hpp"

HWY_BEFORE_NAMESPACE();
namespace engram {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// The two key words of every round.
struct PhiloxRoundKeys {
  explicit PhiloxRoundKeys(PhiloxKey key) {
    for (int round = 0; round < philox::kRounds; ++round) {
      k0[round] = key.k0;
      k1[round] = key.k1;
      key.k0 += philox::kWeyl0;
      key.k1 += philox::kWeyl1;
    }
  }
  std::uint64_t k0[philox::kRounds];
  std::uint64_t k1[philox::kRounds];
};

/// What a lane's call returns: words 0 and 1, and words 2 and 3, the first of each in the high
/// half.
template <class V>
struct PhiloxPairs {
  V first;
  V second;
};

/// One call per 64-bit lane. A counter word is the low half of its lane; the high half may hold
/// anything, which saves masking the products.
template <class D, class V = hn::Vec<D>>
HWY_INLINE PhiloxPairs<V> Philox(D d, const PhiloxRoundKeys& keys, V c0, V c1, V c2, V c3) {
  const hn::Repartition<std::uint32_t, D> d32;
  const auto multiply = [&](V word, std::uint32_t multiplier) HWY_ATTR {
    return hn::MulEven(hn::BitCast(d32, word), hn::Set(d32, multiplier));
  };
  constexpr int kLast = philox::kRounds - 1;
  for (int round = 0; round < kLast; ++round) {
    const V p0 = multiply(c0, philox::kMultiplier0);
    const V p1 = multiply(c2, philox::kMultiplier1);
    c0 = hn::Xor(hn::Xor(hn::ShiftRight<32>(p1), c1), hn::Set(d, keys.k0[round]));
    c1 = p1;
    c2 = hn::Xor(hn::Xor(hn::ShiftRight<32>(p0), c3), hn::Set(d, keys.k1[round]));
    c3 = p0;
  }
  // The last round leaves each even word above the odd one next to it instead of shifting it down.
  const V p0 = multiply(c0, philox::kMultiplier0);
  const V p1 = multiply(c2, philox::kMultiplier1);
  return {hn::Xor(hn::Xor(p1, hn::ShiftLeft<32>(c1)), hn::Set(d, keys.k0[kLast] << 32)),
          hn::Xor(hn::Xor(p0, hn::ShiftLeft<32>(c3)), hn::Set(d, keys.k1[kLast] << 32))};
}

}  // namespace HWY_NAMESPACE
}  // namespace engram
HWY_AFTER_NAMESPACE();

#endif
