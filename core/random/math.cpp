#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/random/math.cpp"
#include "core/random/math.hpp"

#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

#include "core/random/math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace engram {
namespace HWY_NAMESPACE {

double ExpOfOne(double x) {
  const hn::CappedTag<double, 1> d;
  return hn::GetLane(Exp(d, hn::Set(d, x)));
}

double LogOfOne(double x) {
  const hn::CappedTag<double, 1> d;
  return hn::GetLane(Log(d, hn::Set(d, x)));
}

}  // namespace HWY_NAMESPACE
}  // namespace engram
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace engram {

HWY_EXPORT(ExpOfOne);
HWY_EXPORT(LogOfOne);

double portable_exp(double x) { return HWY_DYNAMIC_DISPATCH(ExpOfOne)(x); }
double portable_log(double x) { return HWY_DYNAMIC_DISPATCH(LogOfOne)(x); }

}  // namespace engram
#endif
