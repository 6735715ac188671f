#pragma once

#include <boost/multiprecision/cpp_bin_float.hpp>

#include "core/base/time.hpp"

namespace engram::test {

/// A number of 50 decimal digits; a double converts to it exactly.
using Real = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>,
                                           boost::multiprecision::et_off>;

/// Ticks or a moment in ms, to 50 digits.
inline Real real_ms(Tick ticks) { return Real(ticks) / kTicksPerMs; }
inline Real real_ms(Time time) {
  return (Real(time.tick) + Real(time.fraction) / (std::uint64_t{1} << 32)) / kTicksPerMs;
}

/// The last moment on the continuous clock that is not later than `ms` >= 0.
inline Time time_before(const Real& ms) {
  const Real ticks = ms * kTicksPerMs;
  const Real whole = floor(ticks);
  const Real fraction = floor(ldexp(Real(ticks - whole), 32));
  return {whole.convert_to<Tick>(), fraction.convert_to<std::uint32_t>()};
}

}  // namespace engram::test
