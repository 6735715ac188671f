#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/random/decays.cpp"
#include "core/random/decays.hpp"

#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

#include "core/random/math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace engram {
namespace HWY_NAMESPACE {

template <class D>
void DecaysOf(D d, const double* x, test::DecayParts* out) {
  const auto decay = DecayOf(d, hn::Load(d, x));
  alignas(64) double factor[8], change[8], beyond_linear[8];
  hn::Store(decay.factor, d, factor);
  hn::Store(decay.change, d, change);
  hn::Store(decay.beyond_linear, d, beyond_linear);
  for (std::size_t i = 0; i < hn::Lanes(d); ++i) out[i] = {factor[i], change[i], beyond_linear[i]};
}

void Decays(std::span<const double> x, std::span<test::DecayParts> out) {
  const hn::CappedTag<double, 8> d;
  alignas(64) double lanes[8];
  for (std::size_t i = 0; i < x.size(); i += hn::Lanes(d)) {
    for (std::size_t k = 0; k < hn::Lanes(d); ++k) lanes[k] = x[i + k];
    DecaysOf(d, lanes, &out[i]);
  }
}

test::DecayParts DecayAlone(double x) {
  alignas(64) const double lane[2] = {x, 0};
  test::DecayParts parts[1];
  DecaysOf(hn::CappedTag<double, 1>(), lane, parts);
  return parts[0];
}

}  // namespace HWY_NAMESPACE
}  // namespace engram
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace engram {

HWY_EXPORT(Decays);
HWY_EXPORT(DecayAlone);

namespace test {

void decays(std::span<const double> x, std::span<DecayParts> out) {
  HWY_DYNAMIC_DISPATCH(Decays)(x, out);
}

DecayParts decay_alone(double x) { return HWY_DYNAMIC_DISPATCH(DecayAlone)(x); }

}  // namespace test
}  // namespace engram
#endif
