#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/random/inverse_cdf.cpp"
#include "core/random/inverse_cdf.hpp"

#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

#include "core/random/blocks-inl.hpp"
#include "core/random/normal_quantile-inl.hpp"
#include "core/random/philox-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace engram {
namespace HWY_NAMESPACE {

/// Turns 32-bit words, the low halves of 64-bit lanes whose high halves are 0, into values.
template <InverseCdf::Law kLaw, std::size_t kVectors, class D>
HWY_INLINE void Values(D d, const InverseCdf& law, const hn::Vec<hn::RebindToUnsigned<D>>* words,
                       hn::Vec<D> (&values)[kVectors]) {
  const hn::RebindToUnsigned<D> du;
  for (std::size_t i = 0; i < kVectors; ++i) {
    // As the low bits of a double of 2^52 a word becomes a number by one subtraction.
    const auto number = hn::BitCast(d, hn::Or(words[i], hn::Set(du, 0x4330000000000000)));
    values[i] = hn::MulAdd(hn::Sub(number, hn::Set(d, 0x1p52)), hn::Set(d, law.u_step),
                           hn::Set(d, law.u_first));
  }
  if constexpr (kLaw != InverseCdf::Law::kUniform) NormalQuantiles(d, values);
  for (auto& x : values) {
    x = hn::MulAdd(x, hn::Set(d, law.scale), hn::Set(d, law.location));
    if constexpr (kLaw == InverseCdf::Law::kLognormal) x = Exp(d, x);
    x = hn::Min(hn::Max(x, hn::Set(d, law.low)), hn::Set(d, law.high));
  }
}

template <InverseCdf::Law kLaw>
double ValueOf(const InverseCdf& law, std::uint32_t word) {
  const hn::CappedTag<double, 1> d;
  const auto words = hn::Set(hn::RebindToUnsigned<decltype(d)>(), word);
  hn::Vec<decltype(d)> values[1];
  Values<kLaw>(d, law, &words, values);
  return hn::GetLane(values[0]);
}

template <InverseCdf::Law kLaw>
void DrawValues(const InverseCdf& law, PhiloxKey key, std::uint32_t entity, std::uint32_t first,
                std::span<double> out) {
  const hn::CappedTag<double, 8> d;
  const hn::RebindToUnsigned<decltype(d)> du;
  const PhiloxRoundKeys keys(key);
  const auto low_half = hn::Set(du, 0xffffffff);
  const auto block = [&](std::uint32_t number, double* to) HWY_ATTR {
    PhiloxPairs<hn::Vec<decltype(du)>> pairs[1];
    Philox(du, keys, Ascending(du, number / 4), hn::Set(du, entity), hn::Zero(du), hn::Zero(du),
           pairs);
    const auto [pair01, pair23] = pairs[0];
    const hn::Vec<decltype(du)> words[4] = {hn::ShiftRight<32>(pair01), hn::And(pair01, low_half),
                                            hn::ShiftRight<32>(pair23), hn::And(pair23, low_half)};
    hn::Vec<decltype(d)> values[4];
    Values<kLaw>(d, law, words, values);
    hn::StoreInterleaved4(values[0], values[1], values[2], values[3], d, to);
  };
  ForEachBlock<4 * hn::MaxLanes(d)>(first, out, block);
}

double ValueOfAny(const InverseCdf& law, std::uint32_t word) {
  using enum InverseCdf::Law;
  switch (law.law) {
    case kUniform:
      return ValueOf<kUniform>(law, word);
    case kNormal:
      return ValueOf<kNormal>(law, word);
    default:
      return ValueOf<kLognormal>(law, word);
  }
}

void DrawValuesOfAny(const InverseCdf& law, PhiloxKey key, std::uint32_t entity,
                     std::uint32_t first, std::span<double> out) {
  using enum InverseCdf::Law;
  switch (law.law) {
    case kUniform:
      return DrawValues<kUniform>(law, key, entity, first, out);
    case kNormal:
      return DrawValues<kNormal>(law, key, entity, first, out);
    default:
      return DrawValues<kLognormal>(law, key, entity, first, out);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace engram
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace engram {

HWY_EXPORT(ValueOfAny);
HWY_EXPORT(DrawValuesOfAny);

double value_of(const InverseCdf& law, std::uint32_t word) {
  return HWY_DYNAMIC_DISPATCH(ValueOfAny)(law, word);
}

void draw_values(const InverseCdf& law, PhiloxKey key, std::uint32_t entity, std::uint32_t first,
                 std::span<double> out) {
  HWY_DYNAMIC_DISPATCH(DrawValuesOfAny)(law, key, entity, first, out);
}

}  // namespace engram
#endif
