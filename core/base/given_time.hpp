#pragma once

#include <string>

#include "core/base/time.hpp"

// Times as users give them: ms in a double, which holds few decimal fractions exactly.

namespace engram {

/// No time of a model is later, nor is the end of a run (46 days). What is computed from such times
/// stays within the range of Tick.
inline constexpr double kLatestMs = 4e9;

/// The multiple of `unit` ticks nearest to `ms`, whatever `ms` is: within 9e18 ticks; 0 for NaN.
Tick nearest_multiple(double ms, Tick unit);

/// Whether `ms` stands for a multiple of `unit` ticks. It may differ from it by rounding errors: by
/// 2^-51 of its size or a thousandth of a tick, the error of a difference of larger times.
bool is_multiple(double ms, Tick unit);

/// The moment `ms`, to the nearest fraction of a tick; a whole tick where only a rounding error of
/// the double lies between. Whatever `ms` is: within 9e18 ticks; 0 for NaN.
Time exact_time(double ms);

/// A number in the fewest digits that identify it.
std::string shortest_text(double x);

}  // namespace engram
