#include "io/analysis/spike_train.hpp"

#include <cmath>
#include <limits>

namespace engram {

double SpikeTrain::isi_cv() const {
  if (spikes_ < 2 || last_ == first_) return std::numeric_limits<double>::quiet_NaN();
  const auto intervals = static_cast<Wide>(spikes_ - 1);
  const auto sum = static_cast<Wide>(last_ - first_);
  // Squares about the whole number next to the mean: nothing cancels but the last fraction of a
  // tick.
  const Wide near_mean = sum / intervals;
  const Wide squares = sum_of_squares_ + intervals * near_mean * near_mean - 2 * near_mean * sum;
  const Wide remainder = sum - intervals * near_mean;
  const auto n = static_cast<double>(intervals);
  const double offset = static_cast<double>(remainder) / n;
  const double variance = static_cast<double>(squares) / n - offset * offset;
  return std::sqrt(std::fmax(variance, 0.0)) / (static_cast<double>(sum) / n);
}

}  // namespace engram
