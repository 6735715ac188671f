#pragma once

#include <optional>
#include <vector>

#include "core/support/exact_real.hpp"
#include "core/support/linear_membrane.hpp"

namespace engram::test {

using ExactState = LinearState<Real>;

/// A membrane in 50 digits whose threshold crossings are found, all of them, without any step.
struct ExactMembrane : LinearMembrane<Real> {
  /// What happens to the potential in (0, horizon] without further input.
  struct Outlook {
    std::optional<Real> crossing;  ///< ms from now to the first moment with u >= threshold
    Real slope = 0;                ///< u' there, mV / ms
    /// The least distance from the threshold of an extremum before the crossing and of the first
    /// one behind it, mV; `kFar` where none is nearer.
    Real closest = kFar;
  };
  /// Distances from the threshold beyond this one, in mV, are not looked into.
  static constexpr double kFar = 0.001;

  /// All moments in (0, horizon), ascending, at which u' changes its sign; ms from now.
  std::vector<Real> extrema(const Real& horizon) const;
  /// Precondition: the potential is below the threshold now, or falls from it.
  Outlook look_ahead(const Real& horizon) const;
};

}  // namespace engram::test
