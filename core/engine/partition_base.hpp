#pragma once

#include <algorithm>
#include <atomic>
#include <deque>
#include <functional>

#include "core/engine/bell.hpp"
#include "core/engine/claim.hpp"
#include "core/engine/spike_account.hpp"
#include "core/engine/state_sampler.hpp"
#include "core/event/event_queue.hpp"
#include "core/event/outbox.hpp"

namespace engram {

/// What the rest of the engine sees of a partition, whatever its clock and its queue. Its times are
/// steps of the clock: on the continuous one, ticks.
class PartitionBase : public StateReader {
 public:
  explicit PartitionBase(Bell& bell) : bell_(bell) {}

  /// Simulates as far as the partitions that reach this one allow, at most to `limit`.
  /// Returns whether it got any further in earnest: by steps on the grid; by events, or to the
  /// limit, on the continuous clock. One thread at a time.
  virtual bool advance(Step limit) = 0;

  /// All spikes up to and including this step are in the outbox.
  /// Sequentially consistent, as `Bell` needs it of whoever looks for work before going to sleep.
  Step published() const { return published_.load(std::memory_order_seq_cst); }

  SpikeAccount account;
  Outbox outbox;
  std::deque<StateSampler> samplers;
  alignas(64) Claim claim;  ///< of the worker that runs it

 protected:
  void publish(Step step) {
    published_.store(step, std::memory_order_seq_cst);
    bell_.ring();
  }

  /// The first step after `now` at which a sampler reads.
  Step next_sample(Step now) const {
    Step next = kNever;
    for (const StateSampler& sampler : samplers) next = std::min(next, sampler.next(now));
    return next;
  }

 private:
  Bell& bell_;
  alignas(64) std::atomic<Step> published_ = 0;
};

/// Called before every step of a partition on the grid, and before every window of one on the
/// continuous clock, with the step or tick that it reaches; a hook for tests, empty otherwise.
using StepHook = std::function<void(Step)>;

}  // namespace engram
