// The inverse of the standard normal distribution function on vectors. Included once for every
// instruction set (Highway's foreach_target).

#if defined(ENGRAM_CORE_RANDOM_NORMAL_QUANTILE_INL_HPP_) == defined(HWY_TARGET_TOGGLE)
#ifdef ENGRAM_CORE_RANDOM_NORMAL_QUANTILE_INL_HPP_
#undef ENGRAM_CORE_RANDOM_NORMAL_QUANTILE_INL_HPP_
#else
#define ENGRAM_CORE_RANDOM_NORMAL_QUANTILE_INL_HPP_
#endif

#include <hwy/highway.h>

#include "core/random/math-inl.hpp"
#include "core/random/ppnd16.hpp"

HWY_BEFORE_NAMESPACE();
namespace engram {
namespace HWY_NAMESPACE {

/// Turns probabilities p into quantiles, within a relative 1e-15 for p and 1 - p >= 2^-33 (Wichura
/// 1988, "Algorithm AS 241: the percentage points of the normal distribution", Appl. Statist.
/// 37:477-484, routine PPND16). Its third branch serves tails below exp(-25) only, which 32-bit
/// uniforms do not reach. Several vectors step by step, as one alone would wait for its own results
/// most of the time.
template <std::size_t kVectors, class D>
HWY_INLINE void NormalQuantiles(D d, hn::Vec<D> (&p)[kVectors]) {
  hn::Vec<D> tail_argument[kVectors];
  for (std::size_t i = 0; i < kVectors; ++i) {
    const auto one_sided = hn::Min(p[i], hn::Sub(hn::Set(d, 1.0), p[i]));
    tail_argument[i] = hn::Sub(hn::Sqrt(hn::Neg(Log(d, one_sided))), hn::Set(d, 1.6));
  }
  for (std::size_t i = 0; i < kVectors; ++i) {
    const auto q = hn::Sub(p[i], hn::Set(d, 0.5));
    const auto r = hn::NegMulAdd(q, q, hn::Set(d, 0.180625));
    const auto t = tail_argument[i];
    const auto in_tail = hn::Gt(hn::Abs(q), hn::Set(d, 0.425));
    const auto top = hn::IfThenElse(in_tail, hn::CopySign(Polynomial(d, t, ppnd16::kTailTop), q),
                                    hn::Mul(q, Polynomial(d, r, ppnd16::kCentreTop)));
    const auto bottom = hn::IfThenElse(in_tail, Polynomial(d, t, ppnd16::kTailBottom),
                                       Polynomial(d, r, ppnd16::kCentreBottom));
    p[i] = hn::Div(top, bottom);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace engram
HWY_AFTER_NAMESPACE();

#endif
