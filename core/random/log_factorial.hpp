#pragma once

namespace engram {

/// log(1 + x) for x > -1 without the loss of digits near 0.
double log_one_plus(double x);

/// log((k + step)! / k!) - step * log(k + 1) for whole numbers k >= 0 and k + step >= 0: what is
/// left of a quotient of factorials when its leading term has been taken out. The leading terms of
/// the quotients in a probability nearly cancel, so that summing them apart keeps the digits that a
/// difference of log-gammas of large numbers would lose.
double log_factorial_change(double k, double step);

}  // namespace engram
