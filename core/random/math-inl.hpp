// exp and log in double precision, the same bits on every instruction set with fused multiply-add;
// libm's differ from one processor to the next. Included once for every instruction set (Highway's
// foreach_target); a vector of one lane serves single numbers.

#if defined(ENGRAM_CORE_RANDOM_MATH_INL_HPP_) == defined(HWY_TARGET_TOGGLE)
#ifdef ENGRAM_CORE_RANDOM_MATH_INL_HPP_
#undef ENGRAM_CORE_RANDOM_MATH_INL_HPP_
#else
#define ENGRAM_CORE_RANDOM_MATH_INL_HPP_
#endif

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace engram {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// log(2) in two parts; the first has 21 trailing zeros, so that its product with an exponent is
// exact without fused multiply-add too.
inline constexpr double kLn2High = 0x1.62e42feep-1;
inline constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
/// Added to a number below 2^51, leaves its nearest integer in the low bits of the sum.
inline constexpr double kRoundingShift = 0x1.8p52;

/// The polynomial with these coefficients, constant term first: Horner's rule in x^2 for even and
/// odd powers apart, which halves the time to wait.
template <class D, std::size_t kSize>
HWY_INLINE hn::Vec<D> Polynomial(D d, hn::Vec<D> x, const double (&coefficients)[kSize]) {
  const auto square = hn::Mul(x, x);
  auto last = hn::Set(d, coefficients[kSize - 1]);
  auto next = hn::Set(d, coefficients[kSize - 2]);
  for (std::size_t i = kSize - 2; i-- > 0;) {
    const auto higher = last;
    last = next;
    next = hn::MulAdd(higher, square, hn::Set(d, coefficients[i]));
  }
  return hn::MulAdd(last, x, next);
}

/// log(x) for finite normal x > 0, within 1 ulp (the method of FreeBSD's e_log.c).
template <class D>
HWY_INLINE hn::Vec<D> Log(D d, hn::Vec<D> x) {
  static constexpr double kSeries[] = {6.666666666666735130e-01, 3.999999999940941908e-01,
                                       2.857142874366239149e-01, 2.222219843214978396e-01,
                                       1.818357216161805012e-01, 1.531383769920937332e-01,
                                       1.479819860511658591e-01};
  constexpr std::uint64_t kOne = 0x3ff0000000000000;
  constexpr std::uint64_t kSqrtHalf = 0x3fe6a09e00000000;
  const hn::RebindToUnsigned<D> du;
  // x = 2^k m with m in [sqrt(1/2), sqrt(2)).
  const auto bits = hn::Add(hn::BitCast(du, x), hn::Set(du, kOne - kSqrtHalf));
  const auto k =
      hn::Sub(hn::BitCast(d, hn::Or(hn::ShiftRight<52>(bits), hn::Set(du, 0x4330000000000000))),
              hn::Set(d, 0x1p52 + 1023));
  const auto m = hn::BitCast(
      d, hn::Add(hn::And(bits, hn::Set(du, 0x000fffffffffffff)), hn::Set(du, kSqrtHalf)));
  // log(1 + f) = f - f^2/2 + s (f^2/2 + R(s^2)) with s = f / (2 + f).
  const auto f = hn::Sub(m, hn::Set(d, 1.0));
  const auto s = hn::Div(f, hn::Add(f, hn::Set(d, 2.0)));
  const auto z = hn::Mul(s, s);
  const auto half_square = hn::Mul(hn::Mul(f, hn::Set(d, 0.5)), f);
  const auto r = hn::MulAdd(z, Polynomial(d, z, kSeries), half_square);
  const auto correction = hn::MulAdd(s, r, hn::Mul(k, hn::Set(d, kLn2Low)));
  return hn::MulAdd(k, hn::Set(d, kLn2High), hn::Sub(f, hn::Sub(half_square, correction)));
}

/// 2^n for a vector of integers from -1022 to 1023.
template <class D>
HWY_INLINE hn::Vec<D> PowerOfTwo(D d, hn::Vec<D> n) {
  const hn::RebindToUnsigned<D> du;
  return hn::BitCast(
      d, hn::ShiftLeft<52>(hn::BitCast(du, hn::Add(n, hn::Set(d, kRoundingShift + 1023)))));
}

/// exp(x) for any x but NaN, within 2 ulp: 0 and infinity outside the range of double.
template <class D>
HWY_INLINE hn::Vec<D> Exp(D d, hn::Vec<D> x) {
  static constexpr double kSeries[] = {// 1 / (i + 2)!
                                       1.0 / 2,          1.0 / 6,           1.0 / 24,
                                       1.0 / 120,        1.0 / 720,         1.0 / 5040,
                                       1.0 / 40320.0,    1.0 / 362880.0,    1.0 / 3628800.0,
                                       1.0 / 39916800.0, 1.0 / 479001600.0, 1.0 / 6227020800.0};
  constexpr double kLog2E = 0x1.71547652b82fep0;
  const auto shift = hn::Set(d, kRoundingShift);
  x = hn::Min(hn::Max(x, hn::Set(d, -746.0)), hn::Set(d, 710.0));
  // x = n log(2) + r with |r| <= log(2) / 2.
  const auto n = hn::Sub(hn::MulAdd(x, hn::Set(d, kLog2E), shift), shift);
  auto r = hn::NegMulAdd(n, hn::Set(d, kLn2High), x);
  r = hn::NegMulAdd(n, hn::Set(d, kLn2Low), r);
  const auto e = hn::Add(hn::MulAdd(hn::Mul(r, r), Polynomial(d, r, kSeries), r), hn::Set(d, 1.0));
  // 2^n in two factors, as it may lie outside the range where their product with e does not.
  const auto n1 = hn::Sub(hn::MulAdd(n, hn::Set(d, 0.5), shift), shift);
  return hn::Mul(hn::Mul(e, PowerOfTwo(d, n1)), PowerOfTwo(d, hn::Sub(n, n1)));
}

/// What a decay over an interval needs of e^x.
template <class V>
struct Decay {
  V factor;         ///< e^x
  V change;         ///< e^x - 1
  V beyond_linear;  ///< e^x - 1 - x
};

/// The decay for x <= 0, each part within some ulp of itself however close to 0 x is. The factor is
/// 0 from -700 down.
///
/// Short intervals, where x > -1/16, take a shorter series: which one a lane takes depends on its x
/// alone, never on its neighbours.
template <class D>
HWY_INLINE Decay<hn::Vec<D>> DecayOf(D d, hn::Vec<D> x) {
  // 1 / (i + 2)!
  static constexpr double kShort[] = {1.0 / 2,   1.0 / 6,    1.0 / 24,    1.0 / 120,
                                      1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880};
  static constexpr double kLong[] = {1.0 / 2,          1.0 / 6,           1.0 / 24,
                                     1.0 / 120,        1.0 / 720,         1.0 / 5040,
                                     1.0 / 40320.0,    1.0 / 362880.0,    1.0 / 3628800.0,
                                     1.0 / 39916800.0, 1.0 / 479001600.0, 1.0 / 6227020800.0};
  constexpr double kLog2E = 0x1.71547652b82fep0;
  const auto one = hn::Set(d, 1.0);
  const auto is_short = hn::Gt(x, hn::Set(d, -1.0 / 16));
  Decay<hn::Vec<D>> result;
  result.beyond_linear = hn::Mul(hn::Mul(x, x), Polynomial(d, x, kShort));
  result.change = hn::Add(x, result.beyond_linear);
  result.factor = hn::Add(result.change, one);
  if (HWY_LIKELY(hn::AllTrue(d, is_short))) return result;
  const auto shift = hn::Set(d, kRoundingShift);
  const auto least = hn::Set(d, -700.0);
  const auto clamped = hn::Max(x, least);
  // x = n log(2) + r with |r| <= log(2) / 2.
  const auto n = hn::Sub(hn::MulAdd(clamped, hn::Set(d, kLog2E), shift), shift);
  auto r = hn::NegMulAdd(n, hn::Set(d, kLn2High), clamped);
  r = hn::NegMulAdd(n, hn::Set(d, kLn2Low), r);
  const auto scale = hn::IfThenElse(hn::Gt(x, least), PowerOfTwo(d, n), hn::Zero(d));
  const auto p = hn::Mul(hn::Mul(r, r), Polynomial(d, r, kLong));
  const auto change = hn::MulAdd(scale, hn::Add(r, p), hn::Sub(scale, one));
  result.factor =
      hn::IfThenElse(is_short, result.factor, hn::Mul(scale, hn::Add(hn::Add(r, p), one)));
  // Where n is 0, r is x and the sum is p alone.
  const auto beyond = hn::MulAdd(scale, hn::Add(r, p), hn::Sub(hn::Sub(scale, one), x));
  const auto unscaled = hn::Eq(n, hn::Zero(d));
  result.beyond_linear =
      hn::IfThenElse(is_short, result.beyond_linear, hn::IfThenElse(unscaled, p, beyond));
  result.change = hn::IfThenElse(is_short, result.change, change);
  return result;
}

}  // namespace HWY_NAMESPACE
}  // namespace engram
HWY_AFTER_NAMESPACE();

#endif
