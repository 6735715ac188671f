#pragma once

#include <algorithm>
#include <atomic>
#include <deque>
#include <functional>
#include <optional>
#include <span>

#include "core/engine/claim.hpp"
#include "core/engine/notifier.hpp"
#include "core/engine/run_limit.hpp"
#include "core/engine/spike_account.hpp"
#include "core/event/event_queue.hpp"
#include "core/event/outbox.hpp"
#include "core/recording/backlog.hpp"
#include "core/recording/state_sampler.hpp"

namespace engram {

/// The interface of a partition to the rest of the engine, whatever its clock and its queue. Its
/// times are steps of the clock: on the continuous one, ticks.
class PartitionBase : public StateReader {
 public:
  explicit PartitionBase(Notifier& notifier) : notifier_(notifier) {}

  /// Simulates as far as the partitions that reach this one allow, at most to `limit`. Returns
  /// whether it took any step with events, or reached the limit. One thread at a time.
  virtual bool advance(const RunLimit& limit) = 0;

  /// All spikes up to and including this step are in the outbox. Sequentially consistent:
  /// `Notifier` needs it where a worker checks for work before it sleeps.
  Step published() const { return published_.load(std::memory_order_seq_cst); }

  /// Before all else, after the state of its neurons has been restored if there was any: everything
  /// up to `now` is done but for the arrivals of `in_flight`, spikes up to then, that are later.
  virtual void start(Step now, std::span<const Spike> in_flight) = 0;

  // For looking ahead: the caller has claimed the partition.

  /// Receives the spikes that have been published and returns the first step at which this
  /// partition could fire if it received nothing further.
  virtual Step receive_and_look_ahead() = 0;

  /// Publishes that nothing will be fired up to and including `step` but what is in the outbox.
  virtual void raise_lower_bound(Step step, Step limit) = 0;

  /// A hint, for any thread: where nothing reaches the partition, nothing happens in it up to here.
  Step quiet_until() const { return quiet_until_.load(std::memory_order_relaxed); }

  /// How far this partition may go now: to the limit, or less while much waits for the recording.
  Step reach(const RunLimit& limit) {
    return backlog_ == nullptr ? limit.now() : reach_recorded(limit.now());
  }

  // At a control point: everything up to `published()` is done, and no worker runs the partition.
  // Slices are given by their index among the partition's.

  /// The step up to which volleys may have been delivered: `published()`, or the step after it
  /// where those were delivered ahead.
  virtual Step begun() const { return published(); }

  /// Saves or, before `start`, restores the state of a slice.
  virtual void visit_state(std::size_t member, StateVisitor& state) = 0;
  /// The state of all neurons of a slice, mV or pA.
  virtual void read_state(std::size_t member, std::uint32_t variable, std::span<double> values) = 0;
  /// Sets it; V_m only of neurons that are not refractory.
  virtual void set_state(std::size_t member, std::uint32_t variable,
                         std::span<const double> values) = 0;
  /// Sets the rate (Hz) of a drive, or the amplitude (pA) of a current, of a slice.
  virtual void change_device(std::size_t member, std::uint32_t device, double value) = 0;
  /// Sets the rate (Hz) of a slice of sources.
  virtual void change_rate(std::size_t member, double hz) = 0;
  /// Makes a neuron (index within the slice) of an input port fire at `time`, later than now, where
  /// it has no spike yet.
  virtual void inject(std::size_t member, std::uint32_t neuron, Time time) = 0;
  virtual bool is_injected(std::size_t member, std::uint32_t neuron, Time time) const = 0;

  /// From now on keeps spikes in the outbox for `longest_delay` steps of `step_length` ticks, so
  /// that those which may still arrive are there at a control point, which is never before
  /// `published()`. To be called before the first spike.
  void keep_in_flight(Step longest_delay, Tick step_length) {
    in_flight_.emplace(outbox);
    longest_delay_ = longest_delay;
    step_length_ = step_length;
    next_drop_ = 0;
  }
  /// The spikes that are kept; nothing where none are.
  const std::optional<Outbox::Reader>& in_flight() const { return in_flight_; }

  /// What is fired and sampled from now on is added to `backlog`; null where nothing is recorded.
  void count_into(Backlog* backlog) {
    backlog_ = backlog;
    counted_spikes_ = account.spikes();
  }

  SpikeAccount account;
  Outbox outbox;
  std::deque<StateSampler> samplers;
  alignas(64) Claim claim;  ///< of the worker that runs it

 protected:
  void publish(Step step) {
    published_.store(step, std::memory_order_seq_cst);
    notifier_.notify();
    if (step >= next_drop_) drop_arrived(step);
  }

  void expect_quiet_until(Step step) { quiet_until_.store(step, std::memory_order_relaxed); }

  /// The first step after `now` at which a sampler reads.
  Step next_sample(Step now) const {
    Step next = kNever;
    for (const StateSampler& sampler : samplers) next = std::min(next, sampler.next(now));
    return next;
  }

  /// Reads the state at `step`, the present, where a sample is due.
  void sample(Step step) {
    for (StateSampler& sampler : samplers) {
      if (sampler.sample(step, *this)) backlog_->add(sampler.bytes_of_sample());
    }
  }

 private:
  void drop_arrived(Step now) {
    next_drop_ = now + std::max(longest_delay_ / 4, kTicksPerMs / step_length_);
    in_flight_->read_until((now - longest_delay_) * step_length_, [](const Spike&) {});
  }

  /// Spikes that are counted together, since many threads share the count.
  static constexpr std::uint64_t kCountedTogether = 128;

  Step reach_recorded(Step limit) {
    const std::uint64_t spikes = account.spikes();
    if (spikes - counted_spikes_ >= kCountedTogether) {
      backlog_->add(static_cast<std::int64_t>((spikes - counted_spikes_) * sizeof(Spike)));
      counted_spikes_ = spikes;
    }
    return backlog_->within(limit);
  }

  Notifier& notifier_;
  Backlog* backlog_ = nullptr;
  std::uint64_t counted_spikes_ = 0;
  std::optional<Outbox::Reader> in_flight_;
  Step longest_delay_ = 0;
  Tick step_length_ = 1;
  Step next_drop_ = kNever;
  alignas(64) std::atomic<Step> published_ = 0;
  std::atomic<Step> quiet_until_ = kNever;
};

/// Called before every step of a partition on the grid, and before every window of one on the
/// continuous clock, with the step or tick that it reaches; a hook for tests, empty otherwise.
using StepHook = std::function<void(Step)>;

}  // namespace engram
