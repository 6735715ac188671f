#pragma once

#include <variant>
#include <vector>

namespace engram {

/// A rate that is piecewise constant: `rates[i]` during [times[i], times[i+1]); zero before the
/// first time.
struct RateTable {
  std::vector<double> times;  ///< ms, ascending, each >= 0
  std::vector<double> rates;  ///< Hz, each >= 0
  friend bool operator==(const RateTable&, const RateTable&) = default;
};

/// mean + amplitude sin(2 pi (frequency t + phase / 360)) at the time t in seconds.
struct RateSinusoid {
  double mean = 0;       ///< Hz
  double amplitude = 0;  ///< Hz, 0 <= amplitude <= mean
  double frequency = 0;  ///< Hz
  double phase = 0;      ///< degrees
  friend bool operator==(const RateSinusoid&, const RateSinusoid&) = default;
};

/// A rate (Hz) that changes in time.
using RateProfile = std::variant<RateTable, RateSinusoid>;

}  // namespace engram
