#pragma once

#include <atomic>

#include "core/neuron/neuron_group.hpp"

namespace engram {

/// The step up to which partitions may run. It is read before every stride, so that it may be
/// lowered while they run.
class RunLimit {
 public:
  /// Implicit: a step is a limit that does not change.
  RunLimit(Step step = 0) : step_(step) {}  // NOLINT(google-explicit-constructor)

  Step now() const { return step_.load(std::memory_order_seq_cst); }
  void set(Step step) { step_.store(step, std::memory_order_seq_cst); }

 private:
  alignas(64) std::atomic<Step> step_;
};

}  // namespace engram
