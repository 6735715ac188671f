#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "core/engine/partition_base.hpp"
#include "core/engine/partition_neurons.hpp"
#include "core/engine/synaptic_input.hpp"
#include "core/engine/volley_delivery.hpp"
#include "core/event/event_queue.hpp"
#include "core/event/outbox.hpp"
#include "core/synapse/connectome.hpp"

namespace engram {

/// The loop of a partition on the grid. For every step: deliver the volleys that are due, receive
/// the spikes that other partitions have published since, deliver what of those is due at once,
/// advance the neurons, put their spikes into the outbox, publish.
///
/// Most of what is due at a step is known before the others have finished the step before: it is
/// delivered first, and waiting for them costs time only if they are behind by more than that.
template <EventQueue Queue>
class Partition final : public PartitionBase {
 public:
  /// `plastic`: its store of plastic blocks.
  Partition(const PartitionLayout& layout, const Connectome& connectome,
            const IncomingSynapses& incoming, std::uint32_t* plastic, Tick step_length,
            Notifier& notifier, StepHook hook)
      : PartitionBase(notifier),
        neurons_(layout, connectome.classes.classes),
        incoming_(incoming),
        classes_(connectome.classes.classes),
        step_length_(step_length),
        horizon_(std::max(incoming.max_delay, 1u)),
        queue_(2 * std::max(incoming.max_delay, 1u) + 1),
        sleeps_(layout.sleeps),
        to_swept_(incoming.stream.data(), plastic, classes_, SweptInput(neurons_)),
        to_sleeping_(incoming.stream.data(), plastic, classes_, SleepingInput(neurons_)),
        before_step_(std::move(hook)) {}

  PartitionNeurons& neurons() { return neurons_; }

  double state(std::size_t member, std::uint32_t variable, std::uint32_t neuron,
               Step step) const override {
    return neurons_.members()[member].group->state(variable, neuron, step);
  }

  /// Makes this partition receive from `other`, whose spikes take at least `least_delay` steps.
  void add_source(const PartitionBase& other, Step least_delay) {
    sources_.push_back({Outbox::Reader(other.outbox), &other, least_delay});
  }

  Step begun() const override { return std::max(begun_, now_); }

  void start(Step now, std::span<const Spike> in_flight) override {
    now_ = now;
    queue_.take(now);
    for (const Spike& spike : in_flight) queue_later_runs(spike);
    publish(now);
  }

  bool advance(const RunLimit& lease) override {
    bool worked = false;
    for (;;) {
      const Step limit = reach(lease);
      if (now_ >= limit) break;
      const Step received = std::min(inputs_complete(), limit);
      // What is delivered ahead must belong to a step that is taken whatever the others do.
      const Step own = next_own_activity();
      if (own == now_ + 1) deliver_due(begun_ = own);
      if (received <= now_) {
        expect_quiet_until(own == now_ + 1 ? now_ : std::min(own, queue_.next_due()) - 1);
        break;
      }
      receive(std::min(received, now_ + horizon_) - 1);
      const Step next = std::min(own, queue_.next_due());
      const Step step = as_far_as_received(std::min(next, received));
      step_to(step);
      worked = worked || step == next || step == limit;
    }
    return worked;
  }

  Step receive_and_look_ahead() override {
    receive(now_ + horizon_ - 1);
    const Step next = std::min(neurons_.next_activity(now_), queue_.next_due());
    return std::max(std::min(next, first_unreceived()), now_ + 1);
  }

  void raise_lower_bound(Step step, Step limit) override {
    const Step quiet = std::min({step, limit, next_sample(now_)});
    if (quiet > now_) step_to(quiet);
  }

  void visit_state(std::size_t member, StateVisitor& state) override {
    neurons_.members()[member].group->visit_state(state);
  }

  void read_state(std::size_t member, std::uint32_t variable, std::span<double> values) override {
    const NeuronGroup& group = *neurons_.members()[member].group;
    for (std::uint32_t i = 0; i < values.size(); ++i) values[i] = group.state(variable, i, now_);
  }

  void set_state(std::size_t member, std::uint32_t variable,
                 std::span<const double> values) override {
    neurons_.members()[member].group->set_state(variable, values, now_);
  }

  void change_device(std::size_t member, std::uint32_t device, double value) override {
    neurons_.members()[member].group->change_device(device, value, now_);
  }

  void change_rate(std::size_t member, double hz) override {
    neurons_.members()[member].group->change_rate(hz, now_);
  }

  void inject(std::size_t member, std::uint32_t neuron, Time time) override {
    neurons_.members()[member].group->inject(neuron, time.tick / step_length_);
  }
  bool is_injected(std::size_t member, std::uint32_t neuron, Time time) const override {
    return neurons_.members()[member].group->is_injected(neuron, time.tick / step_length_);
  }

 private:
  struct Source {
    Outbox::Reader outbox;
    const PartitionBase* partition;
    Step least_delay;
  };

  /// The last step for which every volley that can still come from other partitions is already in
  /// some outbox. Its own spikes set no bound: a stride ends where the first of them may be fired.
  Step inputs_complete() const {
    Step complete = kNever;
    for (const Source& source : sources_) {
      if (source.partition == this) continue;
      complete = std::min(complete, source.partition->published() + source.least_delay);
    }
    return complete;
  }

  /// The step of the first spike in the outboxes that has not been queued yet.
  Step first_unreceived() {
    Tick first = kNever;
    for (Source& source : sources_) first = std::min(first, source.outbox.next());
    return first == kNever ? kNever : first / step_length_;
  }

  /// Where nothing happens before `step`: that step, or the first at which a spike arrives
  /// that has not been received.
  Step as_far_as_received(Step step) {
    return step <= now_ + horizon_ ? step : std::min(step, first_unreceived());
  }

  Step next_own_activity() const {
    return std::max(std::min(neurons_.next_activity(now_), next_sample(now_)), now_ + 1);
  }

  /// Queues the volleys of all spikes up to `last` that were not received yet. Where each begins
  /// takes two reads at random places, so that all are on their way before the first is needed.
  void receive(Step last) {
    received_.clear();
    for (Source& source : sources_) {
      source.outbox.read_until(last * step_length_, [&](const Spike& spike) {
        incoming_.index.prefetch_entry(spike.source);
        received_.push_back({spike.time.tick / step_length_, spike.source, SourceIndex::kAbsent});
      });
    }
    for (Received& spike : received_) {
      spike.position = incoming_.index.find(spike.source);
      if (spike.position != SourceIndex::kAbsent) {
        prefetch(incoming_.stream.data() + spike.position);
      }
    }
    for (const Received& spike : received_) {
      if (spike.position == SourceIndex::kAbsent) continue;
      const RunHeader header(incoming_.stream[spike.position]);
      queue_.push(spike.step + header.wait(), {spike.position, header.word()});
    }
  }

  /// Queues the first volley of a spike that is due later than now.
  void queue_later_runs(const Spike& spike) {
    const std::uint32_t first = incoming_.index.find(spike.source);
    if (first == SourceIndex::kAbsent) return;
    const std::uint32_t* at = incoming_.stream.data() + first;
    RunHeader header(*at);
    Step due = spike.time.tick / step_length_ + header.wait();
    while (due <= now_ && !header.is_end()) {
      at += 1 + payload_words(classes_[header.synapse_class()], incoming_.width, header.count());
      header = RunHeader(*at);
      due += header.wait();
    }
    if (header.is_end()) return;
    queue_.push(due, {static_cast<std::uint32_t>(at - incoming_.stream.data()), header.word()});
  }

  void deliver_due(Step step) {
    const auto put_back = [&](std::uint32_t wait, Volley volley) {
      queue_.push(step + wait, volley);
    };
    const std::span<const Volley> due = queue_.take(step);
    if (sleeps_) {
      to_sleeping_.deliver(due, step, put_back);
    } else {
      to_swept_.deliver(due, step, put_back);
    }
  }

  void step_to(Step step) {
    if (before_step_) before_step_(step);
    deliver_due(step);
    const Time time{step * step_length_, 0};
    neurons_.advance(step, time, account, [&](std::uint32_t id) { outbox.push({time, id}); });
    sample(step);
    now_ = step;
    publish(step);
  }

  struct Received {
    Step step;
    std::uint32_t source;
    std::uint32_t position;  ///< of the first run of the source, or kAbsent
  };

  PartitionNeurons neurons_;
  const IncomingSynapses& incoming_;
  const std::span<const SynapseClass> classes_;
  const Tick step_length_;
  const Step horizon_;  ///< steps ahead for which the queue has room
  Queue queue_;
  std::vector<Source> sources_;
  std::vector<Received> received_;
  const bool sleeps_;
  VolleyDelivery<SweptInput> to_swept_;
  VolleyDelivery<SleepingInput> to_sleeping_;
  StepHook before_step_;
  Step now_ = 0;
  Step begun_ = 0;  ///< the last step that was delivered ahead
};

}  // namespace engram
