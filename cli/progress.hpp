#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "core/engine/simulation.hpp"

namespace engram {

/// Shows how far a run is, on standard error: a line that is drawn anew at most ten times a second
/// on a terminal, else a line now and then.
class ProgressDisplay {
 public:
  ProgressDisplay();

  void show(const Progress& progress);

  /// Leaves the terminal's line free for what comes next.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  std::string describe(const Progress& progress);

  bool terminal_;
  bool shown_ = false;
  Clock::time_point last_shown_;
  Progress::Phase phase_ = Progress::Phase::kBuilding;
  Tick last_model_time_ = 0;  ///< at the last line, for the pace since then
  double last_wall_ = 0;
};

}  // namespace engram
