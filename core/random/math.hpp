#pragma once

namespace engram {

/// exp(x) for any x but NaN, within 2 ulp. Unlike std::exp, the same bits on every processor with
/// fused multiply-add, and in vectors (math-inl.hpp) as here.
double portable_exp(double x);

/// log(x) for finite normal x > 0, within 1 ulp; as portable as portable_exp().
double portable_log(double x);

}  // namespace engram
