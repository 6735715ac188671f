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

/// first, first + 1, ... without the way through memory that Highway's Iota takes for a first
/// number known at run time only, which stalls the loop.
template <class D>
HWY_INLINE hn::Vec<D> Ascending(D d, std::uint64_t first) {
  return hn::Add(hn::Iota(d, 0), hn::Set(d, first));
}

/// One call per 64-bit lane, for kVectors vectors at once: a single one could not keep the
/// processor busy. The first counter words of all lanes of all vectors ascend from `first`; the
/// others are the same everywhere. A counter word is the low half of its lane; the high half may
/// hold anything, which saves masking the products.
template <std::size_t kVectors, class D, class V = hn::Vec<D>>
HWY_INLINE void Philox(D d, const PhiloxRoundKeys& keys, V first, V c1, V c2, V c3,
                       PhiloxPairs<V> (&out)[kVectors]) {
  const hn::Repartition<std::uint32_t, D> d32;
  const auto multiply = [&](V word, std::uint32_t multiplier) HWY_ATTR {
    return hn::MulEven(hn::BitCast(d32, word), hn::Set(d32, multiplier));
  };
  V word[kVectors][4];
  for (std::size_t i = 0; i < kVectors; ++i) {
    word[i][0] = hn::Add(first, hn::Set(d, i * hn::Lanes(d)));
    word[i][1] = c1;
    word[i][2] = c2;
    word[i][3] = c3;
  }
  constexpr int kLast = philox::kRounds - 1;
  for (int round = 0; round < kLast; ++round) {
    const V k0 = hn::Set(d, keys.k0[round]);
    const V k1 = hn::Set(d, keys.k1[round]);
    for (auto& w : word) {
      const V p0 = multiply(w[0], philox::kMultiplier0);
      const V p1 = multiply(w[2], philox::kMultiplier1);
      w[0] = hn::Xor(hn::ShiftRight<32>(p1), hn::Xor(w[1], k0));
      w[1] = p1;
      w[2] = hn::Xor(hn::ShiftRight<32>(p0), hn::Xor(w[3], k1));
      w[3] = p0;
    }
  }
  // The last round leaves each even word above the odd one next to it instead of shifting it down.
  const V k0 = hn::Set(d, keys.k0[kLast] << 32);
  const V k1 = hn::Set(d, keys.k1[kLast] << 32);
  for (std::size_t i = 0; i < kVectors; ++i) {
    const V p0 = multiply(word[i][0], philox::kMultiplier0);
    const V p1 = multiply(word[i][2], philox::kMultiplier1);
    out[i].first = hn::Xor(p1, hn::Xor(hn::ShiftLeft<32>(word[i][1]), k0));
    out[i].second = hn::Xor(p0, hn::Xor(hn::ShiftLeft<32>(word[i][3]), k1));
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace engram
HWY_AFTER_NAMESPACE();

#endif
