#pragma once

#include <cstdint>

#include "core/base/time.hpp"

namespace engram {

/// What is kept of one neuron's spikes: their number and the exact first two moments of the
/// intervals between them, in whole ticks (fractions of a picosecond are dropped). Exact sums make
/// a regular train's CV exactly 0 and the result the same on every machine.
class SpikeTrain {
 public:
  /// Spikes come in ascending order of time; several may share a moment.
  void add(Tick time) {
    if (spikes_ == 0) {
      first_ = time;
    } else {
      const auto interval = static_cast<Wide>(time - last_);
      sum_of_squares_ += interval * interval;
    }
    last_ = time;
    ++spikes_;
  }

  std::uint64_t spikes() const { return spikes_; }

  /// Standard deviation (of the population, divisor n) over mean of the inter-spike intervals.
  /// NaN where it is undefined: below two spikes, or all of them in one moment.
  double isi_cv() const;

 private:
  // The intervals add up to less than 2^63, so the sum of their squares is below 2^126.
  __extension__ using Wide = unsigned __int128;

  Tick first_ = 0;
  Tick last_ = 0;
  std::uint64_t spikes_ = 0;
  Wide sum_of_squares_ = 0;
};

}  // namespace engram
