#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/random/exponential.cpp"
#include "core/random/exponential.hpp"

#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

#include "core/random/math-inl.hpp"
#include "core/random/philox-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace engram {
namespace HWY_NAMESPACE {

/// -log of the uniform number whose upper bits these are.
template <class D, class U>
HWY_INLINE hn::Vec<D> ExponentialOf(D d, U bits) {
  const auto u =
      hn::MulAdd(hn::ConvertTo(d, hn::BitCast(hn::RebindToSigned<D>(), hn::ShiftRight<12>(bits))),
                 hn::Set(d, 0x1p-52), hn::Set(d, 0x1p-53));
  return hn::Neg(Log(d, u));
}

void Spans(PhiloxKey key, std::uint32_t entity, std::uint64_t block, double mean,
           ExponentialSpans& out) {
  const hn::CappedTag<std::uint64_t, 8> du;
  const hn::RebindToFloat<decltype(du)> d;
  const hn::RebindToSigned<decltype(du)> di;
  constexpr std::uint64_t kCalls = kExponentialBlock / 2;
  const PhiloxRoundKeys keys(key);
  const std::uint64_t first = kCalls * block;
  alignas(64) double draws[kExponentialBlock];
  for (std::uint64_t i = 0; i < kCalls; i += hn::Lanes(du)) {
    PhiloxPairs<hn::Vec<decltype(du)>> words[1];
    Philox<1>(du, keys, Ascending(du, (first + i) & 0xffffffff), hn::Set(du, entity),
              hn::Set(du, first >> 32), hn::Zero(du), words);
    hn::Store(ExponentialOf(d, words[0].first), d, draws + i);
    hn::Store(ExponentialOf(d, words[0].second), d, draws + kCalls + i);
  }
  double sum = 0;
  for (double& draw : draws) draw = sum += draw;
  const auto scale = hn::Set(d, mean);
  for (std::size_t i = 0; i < kExponentialBlock; i += hn::Lanes(d)) {
    const auto span = hn::Min(hn::Mul(hn::Load(d, draws + i), scale), hn::Set(d, 0x1p62));
    const auto whole = hn::Floor(span);
    const auto fraction = hn::Mul(hn::Sub(span, whole), hn::Set(d, 0x1p32));
    hn::Store(hn::ConvertTo(di, whole), di, out.ticks.data() + i);
    hn::Store(hn::BitCast(du, hn::ConvertTo(di, fraction)), du, out.fractions.data() + i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace engram
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace engram {

HWY_EXPORT(Spans);

void exponential_spans(PhiloxKey key, std::uint32_t entity, std::uint64_t block, double mean,
                       ExponentialSpans& out) {
  HWY_DYNAMIC_DISPATCH(Spans)(key, entity, block, mean, out);
}

}  // namespace engram
#endif
