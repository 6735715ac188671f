#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/device/spike_generator.hpp"
#include "core/event/bucket_time_queue.hpp"
#include "core/event/event_queue.hpp"
#include "core/neuron/neuron_group.hpp"

namespace engram {

/// Generators of exact times on the grid: a spike falls on the first step that is not earlier than
/// its time. Throws EnvironmentError where a neuron fires more than 65,536 times in one step,
/// unless the number is known beforehand (`bounded`).
class GridSources final : public NeuronGroup {
 public:
  GridSources(const Slice& slice, Tick step, std::unique_ptr<SpikeGenerator> generator,
              bool bounded = false)
      : step_(step), neurons_(slice.count), generator_(std::move(generator)), bounded_(bounded) {
    for (std::uint32_t neuron = 0; neuron < neurons_; ++neuron) push(neuron);
    look_ahead();
  }

  void advance(Step step, std::vector<std::uint32_t>& fired) override {
    const std::size_t first = fired.size();
    pending_.drain(step * step_ - 1, [&](const Pending& spike) { take(spike, fired); });
    // Of this step's last tick only the first moment: what is later falls on the next step.
    while (pending_.next() <= Time{step * step_, 0}) take(pending_.pop(), fired);
    std::sort(fired.begin() + static_cast<std::ptrdiff_t>(first), fired.end());
    if (!bounded_) require_few(std::span(fired).subspan(first), step);
    look_ahead();
  }

  Step next_activity(Step) const override { return next_step_; }

  void change_rate(double hz, Step now) override {
    std::vector<Time> pending = take_pending();
    generator_->set_rate(hz, {now * step_, 0}, pending);
    put_back(pending);
  }

  void visit_state(StateVisitor& state) override {
    std::vector<Time> pending = take_pending();
    state.each("next", pending);
    for (const Time next : pending) state.require(next.tick >= state.now() * step_, "next");
    generator_->visit_state(state);
    put_back(pending);
  }

 private:
  struct Pending {
    Time time;
    std::uint32_t neuron = 0;

    friend constexpr auto operator<=>(const Pending&, const Pending&) = default;
  };

  static constexpr std::size_t kMostAtOnce = 65'536;

  static void require_few(std::span<const std::uint32_t> fired, Step step) {
    if (fired.size() <= kMostAtOnce) return;
    for (std::size_t i = kMostAtOnce; i < fired.size(); ++i) {
      if (fired[i - kMostAtOnce] != fired[i]) continue;
      throw EnvironmentError("a generator fires more than 65,536 times at step " +
                             std::to_string(step) + "; at most so many are possible at once");
    }
  }

  /// The next spike of each neuron.
  std::vector<Time> take_pending() {
    std::vector<Time> pending(neurons_, kNeverTime);
    pending_.drain(kNeverTime.tick,
                   [&](const Pending& spike) { pending[spike.neuron] = spike.time; });
    return pending;
  }
  void put_back(const std::vector<Time>& pending) {
    for (std::uint32_t neuron = 0; neuron < neurons_; ++neuron) {
      if (pending[neuron] != kNeverTime) pending_.push({pending[neuron], neuron});
    }
    look_ahead();
  }

  void look_ahead() {
    const Time next = pending_.next();
    next_step_ = next == kNeverTime
                     ? kNever
                     : next.tick / step_ + (next.tick % step_ != 0 || next.fraction != 0 ? 1 : 0);
  }

  void take(const Pending& spike, std::vector<std::uint32_t>& fired) {
    fired.push_back(spike.neuron);
    push(spike.neuron);
  }
  void push(std::uint32_t neuron) {
    const Time time = generator_->next(neuron);
    if (time != kNeverTime) pending_.push({time, neuron});
  }

  Tick step_;
  std::uint32_t neurons_;
  std::unique_ptr<SpikeGenerator> generator_;
  bool bounded_;
  BucketTimeQueue<Pending> pending_;
  Step next_step_ = 0;  ///< of the next spike
};

}  // namespace engram
