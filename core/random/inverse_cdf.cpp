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

/// The values of 32-bit words held in 64-bit lanes.
template <InverseCdf::Law kLaw, class D, class V = hn::Vec<D>>
HWY_INLINE V Values(D d, const InverseCdf& law, hn::Vec<hn::RebindToUnsigned<D>> words) {
  const hn::RebindToUnsigned<D> du;
  // As the low bits of a double of 2^52 they become a number by one subtraction.
  const V number =
      hn::Sub(hn::BitCast(d, hn::Or(words, hn::Set(du, 0x4330000000000000))), hn::Set(d, 0x1p52));
  V x = hn::MulAdd(number, hn::Set(d, law.u_step), hn::Set(d, law.u_first));
  if constexpr (kLaw != InverseCdf::Law::kUniform) x = NormalQuantile(d, x);
  x = hn::MulAdd(x, hn::Set(d, law.scale), hn::Set(d, law.location));
  if constexpr (kLaw == InverseCdf::Law::kLognormal) x = Exp(d, x);
  return hn::Min(hn::Max(x, hn::Set(d, law.low)), hn::Set(d, law.high));
}

template <InverseCdf::Law kLaw>
double ValueOf(const InverseCdf& law, std::uint32_t word) {
  const hn::CappedTag<double, 1> d;
  return hn::GetLane(Values<kLaw>(d, law, hn::Set(hn::RebindToUnsigned<decltype(d)>(), word)));
}

template <InverseCdf::Law kLaw>
void DrawValues(const InverseCdf& law, PhiloxKey key, std::uint32_t entity, std::uint32_t first,
                std::span<double> out) {
  const hn::CappedTag<double, 8> d;
  const hn::RebindToUnsigned<decltype(d)> du;
  const PhiloxRoundKeys keys(key);
  const auto low_half = hn::Set(du, 0xffffffff);
  const auto block = [&](std::uint32_t number, double* to) HWY_ATTR {
    PhiloxPairs<hn::Vec<decltype(du)>> words[1];
    Philox(du, keys, Ascending(du, number / 4), hn::Set(du, entity), hn::Zero(du), hn::Zero(du),
           words);
    const auto [first_pair, second_pair] = words[0];
    hn::StoreInterleaved4(Values<kLaw>(d, law, hn::ShiftRight<32>(first_pair)),
                          Values<kLaw>(d, law, hn::And(first_pair, low_half)),
                          Values<kLaw>(d, law, hn::ShiftRight<32>(second_pair)),
                          Values<kLaw>(d, law, hn::And(second_pair, low_half)), d, to);
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
