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
  static constexpr double kCentreTop[] = {3.3871328727963666080e0, 1.3314166789178437745e2,
                                          1.9715909503065514427e3, 1.3731693765509461125e4,
                                          4.5921953931549871457e4, 6.7265770927008700853e4,
                                          3.3430575583588128105e4, 2.5090809287301226727e3};
  static constexpr double kCentreBottom[] = {1.0,
                                             4.2313330701600911252e1,
                                             6.8718700749205790830e2,
                                             5.3941960214247511077e3,
                                             2.1213794301586595867e4,
                                             3.9307895800092710610e4,
                                             2.8729085735721942674e4,
                                             5.2264952788528545610e3};
  static constexpr double kTailTop[] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                        5.76949722146069140550e0,  3.64784832476320460504e0,
                                        1.27045825245236838258e0,  2.41780725177450611770e-1,
                                        2.27238449892691845833e-2, 7.74545014278341407640e-4};
  static constexpr double kTailBottom[] = {1.0,
                                           2.05319162663775882187e0,
                                           1.67638483018380384940e0,
                                           6.89767334985100004550e-1,
                                           1.48103976427480074590e-1,
                                           1.51986665636164571966e-2,
                                           5.47593808499534494600e-4,
                                           1.05075007164441684324e-9};
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
    const auto top = hn::IfThenElse(in_tail, hn::CopySign(Polynomial(d, t, kTailTop), q),
                                    hn::Mul(q, Polynomial(d, r, kCentreTop)));
    const auto bottom =
        hn::IfThenElse(in_tail, Polynomial(d, t, kTailBottom), Polynomial(d, r, kCentreBottom));
    p[i] = hn::Div(top, bottom);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace engram
HWY_AFTER_NAMESPACE();

#endif
