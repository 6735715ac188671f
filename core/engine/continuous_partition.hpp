#pragma once

#include <algorithm>
#include <cassert>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/memory_guard.hpp"
#include "core/engine/exact_delivery.hpp"
#include "core/engine/partition_base.hpp"
#include "core/engine/runaway_watch.hpp"
#include "core/engine/wake_ups.hpp"
#include "core/network/model_descriptor.hpp"
#include "core/neuron/exact_group.hpp"
#include "core/synapse/connectome.hpp"

namespace engram {

/// The loop of a partition on the continuous clock. A window is the span within which nothing can
/// reach a neuron that is not known yet: to its end the inputs of every neuron are collected, and
/// then each is carried through its own, independently of the others. Where windows end depends on
/// the order in which partitions ran; what a neuron does depends on its events alone.
template <template <class> class Queue>
class ContinuousPartition final : public PartitionBase {
 public:
  ContinuousPartition(const Network& network, const PartitionLayout& layout,
                      const Connectome& connectome, const IncomingSynapses& incoming,
                      std::uint32_t* plastic, Notifier& notifier, StepHook hook)
      : PartitionBase(notifier),
        network_(network),
        delivery_(incoming, connectome.classes, plastic),
        defers_(least_delay(incoming) < kShortDelay),
        inputs_(layout.slots, defers_),
        wakes_(layout.slots),
        member_of_unit_(layout.slots / kSliceUnit),
        watch_(network, connectome.partitioning, layout),
        guard_(kBytesPerVolley * static_cast<double>(connectome.incoming.size())),
        max_entries_(std::max<std::size_t>(kMinEntries, kEntriesPerSlot * layout.slots)),
        is_chosen_(layout.slots, 0),
        before_window_(std::move(hook)) {}

  /// In the order of the account's members.
  void add(const Slice& slice, std::unique_ptr<ExactGroup> group) {
    const std::uint32_t units = (slice.count + kSliceUnit - 1) / kSliceUnit;
    std::fill_n(member_of_unit_.begin() + slice.slot / kSliceUnit, units,
                static_cast<std::uint16_t>(groups_.size()));
    groups_.push_back({slice, std::move(group), {}, 0});
  }

  /// Makes this partition receive from `other`, whose spikes take at least `least_delay` ticks.
  void add_source(const PartitionBase& other, Tick least_delay) {
    sources_.push_back({Outbox::Reader(other.outbox), &other, least_delay});
    if (&other == this) own_delay_ = least_delay;
  }

  void start(Tick now, std::span<const Spike> in_flight) override {
    if (now > 0) done_ = restored_ = now;
    publish(done_);
    for (const Spike& spike : in_flight) {
      delivery_.begin(spike.source, spike.time, [&](const ExactVolley& volley) {
        delivery_.skip(volley, this->now(),
                       [&](const ExactVolley& later) { volleys_.push(later); });
      });
    }
    for (std::size_t m = 0; m < groups_.size(); ++m) {
      Flush flush{inputs_, {now, 0}, this->now(), now > 0 && defers_};
      groups_[m].group->start(flush);
      enter(m, flush);
    }
    hand_out();
  }

  void visit_state(std::size_t member, StateVisitor& state) override {
    if (!state.restores()) settle(groups_[member]);
    groups_[member].group->visit_state(state);
  }

  bool advance(const RunLimit& lease) override {
    bool worked = false;
    for (;;) {
      const Step limit = reach(lease);
      const Tick complete = std::min(inputs_complete(), limit);
      const Tick next = std::min(receive_and_look_ahead(), limit + 1);
      const Tick end = std::min({complete, next + own_delay_ - 1, next + kWindow});
      if (end >= next || end >= next_sample(done_)) {
        // A sample or a change of current ends the window, so that it happens at its own moment.
        const Tick stop = std::min(next_sample(done_), next_control());
        if (before_window_) before_window_(std::min(end, stop));
        end < stop ? run_to({end, kLastFraction}) : run_to_stop(stop);
        done_ = std::min(end, stop);
        worked = true;
      }
      const Tick quiet = quiet_until(complete);
      if (quiet <= published()) break;
      publish(quiet);
      done_ = std::max(done_, std::min(quiet, complete));
      worked = worked || quiet >= limit;
    }
    return worked;
  }

  Tick receive_and_look_ahead() override {
    for (Source& source : sources_) {
      source.outbox.read_until(kNever, [&](const Spike& spike) {
        if (watch_.watches_any()) watch_.receive(spike);
        delivery_.begin(spike.source, spike.time, [&](const ExactVolley& volley) {
          assert(volley.time.tick > done_);
          volleys_.push(volley);
        });
      });
    }
    require_memory();
    return std::max(std::min({volleys_.next().tick, wakes_.next(), next_control()}), done_ + 1);
  }

  void raise_lower_bound(Tick tick, Tick limit) override {
    const Tick quiet = std::min({tick, limit, next_sample(done_) - 1});
    if (quiet > published()) publish(quiet);
  }

  double state(std::size_t member, std::uint32_t variable, std::uint32_t neuron,
               Step step) const override {
    return groups_[member].group->state(variable, neuron, {step, 0});
  }

  void read_state(std::size_t member, std::uint32_t variable, std::span<double> values) override {
    settle(groups_[member]);
    const ExactGroup& group = *groups_[member].group;
    for (std::uint32_t i = 0; i < values.size(); ++i) values[i] = group.state(variable, i, now());
  }

  void set_state(std::size_t member, std::uint32_t variable,
                 std::span<const double> values) override {
    change(member, [&](ExactGroup& group, Flush& flush) {
      group.set_state(variable, values, flush);
      // What is at its threshold but for rounding fires after the control point.
      for (Flush::Fired& spike : flush.fired) spike.time = {flush.last.tick + 1, 0};
    });
  }

  void change_device(std::size_t member, std::uint32_t device, double value) override {
    change(member,
           [&](ExactGroup& group, Flush& flush) { group.change_device(device, value, flush); });
  }

  void change_rate(std::size_t member, double hz) override {
    change(member, [&](ExactGroup& group, Flush& flush) { group.change_rate(hz, flush); });
  }

  void inject(std::size_t member, std::uint32_t neuron, Time time) override {
    Flush flush{inputs_, {now().tick, 0}, now()};
    groups_[member].group->inject(neuron, time, flush);
    enter(member, flush);
  }
  bool is_injected(std::size_t member, std::uint32_t neuron, Time time) const override {
    return groups_[member].group->is_injected(neuron, time);
  }

 private:
  struct Source {
    Outbox::Reader outbox;
    const PartitionBase* partition;
    Tick least_delay;
  };
  struct Member {
    Slice slice;
    std::unique_ptr<ExactGroup> group;
    std::vector<std::uint32_t> chosen;  ///< neurons to be carried on
    std::uint64_t spikes = 0;           ///< so far
  };
  struct Fired {
    Time time;
    std::uint32_t id;  ///< in the network

    friend auto operator<=>(const Fired&, const Fired&) = default;
  };

  /// In the queue, with room to grow, and for the spikes that it may lead to.
  static constexpr double kBytesPerVolley = 64;
  static constexpr std::uint32_t kLastFraction = 0xffffffff;
  /// Longest span at once, 1 ms: others wait for what comes of it, and offsets must fit.
  static constexpr Tick kWindow = Tick{1} << 30;
  /// Inputs collected before neurons are carried on: enough to make a call worth its while, few
  /// enough to stay in the cache.
  static constexpr std::size_t kEntriesPerSlot = 24;
  /// With longer windows every neuron has much to do in each, and deferring costs more than it
  /// saves.
  static constexpr Tick kShortDelay = kTicksPerMs / 2;
  static constexpr std::size_t kMinEntries = 1 << 14;

  static Tick least_delay(const IncomingSynapses& incoming) {
    return incoming.least_delay_from.empty() ? kNever : std::ranges::min(incoming.least_delay_from);
  }

  /// The last tick for which every spike of other partitions that can still arrive is in an outbox.
  Tick inputs_complete() const {
    Tick complete = kNever;
    for (const Source& source : sources_) {
      if (source.partition == this) continue;
      complete = std::min(complete, source.partition->published() + source.least_delay);
    }
    return complete;
  }

  Tick next_control() const {
    Time next = kNeverTime;
    for (const Member& member : groups_) next = std::min(next, member.group->next_control());
    return next.tick;
  }

  /// Up to which tick nothing will be fired, as far as is known: nothing happens before the next
  /// event of its own, nor before a spike not yet received could arrive.
  Tick quiet_until(Tick complete) {
    const Tick next = receive_and_look_ahead();
    return std::min({next - 1, complete, next_sample(done_) - 1});
  }

  /// The last moment up to which everything is done.
  Time now() const { return published() <= 0 ? Time{} : Time{published(), kLastFraction}; }

  /// Brings the state of every neuron of a slice to its last event up to `now`, whatever inputs it
  /// had deferred.
  void settle(const Member& member) {
    if (published() <= 0) return;
    done_ = std::max(done_, published());
    if (inputs_.size() == 0) base_ = {published(), 0};
    choose_all(member);
    carry_some(inputs_.touched(), now());
    inputs_.clear();
  }

  template <class Change>
  void change(std::size_t member, Change&& change) {
    settle(groups_[member]);
    Flush flush{inputs_, {now().tick, 0}, now(), defers_};
    change(*groups_[member].group, flush);
    enter(member, flush);
    hand_out();
  }

  /// Up to and including the first moment of the tick `stop`, at which samplers read or currents
  /// change; the others of the tick follow.
  void run_to_stop(Tick stop) {
    const Time moment{stop, 0};
    run_to(moment);
    if (inputs_.size() == 0) base_ = moment;
    const bool samples = next_sample(done_) == stop;
    // Neurons that are read or changed must have taken all their input.
    if (samples) choose_sampled();
    for (Member& member : groups_) {
      if (member.group->next_control() == moment) choose_all(member);
    }
    carry_some({}, moment);
    for (std::size_t m = 0; m < groups_.size(); ++m) {
      if (groups_[m].group->next_control() != moment) continue;
      Flush flush{inputs_, moment, moment, defers_};
      groups_[m].group->control(flush);
      enter(m, flush);
    }
    hand_out();
    if (samples) sample(stop);
    run_to({stop, kLastFraction});
  }

  void choose_sampled() {
    for (const StateSampler& sampler : samplers) {
      for (const StateSampler::Probe& probe : sampler.probes()) {
        choose(groups_[probe.member].slice.slot + probe.neuron);
      }
    }
  }

  void choose_all(const Member& member) {
    for (std::uint32_t i = 0; i < member.slice.count; ++i) choose(member.slice.slot + i);
  }

  /// Collects inputs and finds all spikes up to `last`. Neurons that cannot fire yet keep their
  /// inputs for later, so that many are worked on at once however short the windows are.
  void run_to(Time last) {
    for (;;) {
      if (inputs_.size() == 0) {
        base_ = {std::min(volleys_.next().tick, wakes_.next()), 0};
        if (base_ > last) return;
      }
      const Time piece{base_.tick + span_, kLastFraction};
      const Time end = deliver_until(std::min(last, piece));
      const bool full = !defers_ || end == piece || inputs_.size() >= max_entries_;
      if (full) {
        carry_all(end);
      } else {
        carry_some(inputs_.take_urgent(), end);
      }
      if (end == last) return;
    }
  }

  /// Delivers what is due up to `end` or, where that is far more than was expected, up to an
  /// earlier moment, which is returned.
  Time deliver_until(Time end) {
    bool ahead = false;  // whether anything was delivered that is due later than its volley
    Tick reached = 0;
    while (volleys_.next() <= end) {
      if (inputs_.size() >= 2 * max_entries_ && !ahead && volleys_.next().tick > reached) {
        return {reached, kLastFraction};
      }
      const ExactVolley volley = volleys_.pop();
      reached = volley.time.tick;
      ahead |= delivery_.deliver(volley, base_, end, inputs_,
                                 [&](const ExactVolley& follower) { volleys_.push(follower); });
    }
    return end;
  }

  /// Carries on all neurons that have input, and begins anew to collect.
  void carry_all(Time last) {
    adapt_span(last);
    carry_some(inputs_.touched(), last);
    inputs_.clear();
  }

  void adapt_span(Time last) {
    const double size = static_cast<double>(std::max<std::size_t>(inputs_.size(), 1));
    const double elapsed = static_cast<double>(std::max<Tick>(last.tick - base_.tick, 1));
    const double span = elapsed * static_cast<double>(max_entries_) / size;
    span_ = static_cast<Tick>(std::clamp(span, 1.0, static_cast<double>(kWindow)));
  }

  /// Carries on those of the given slots that have input, and those with a wake-up up to `last`.
  void carry_some(std::span<const std::uint32_t> slots, Time last) {
    for (const std::uint32_t slot : slots) {
      if (!inputs_.empty(slot)) choose(slot);
    }
    wakes_.take(last.tick, [&](std::uint32_t slot) { choose(slot); });
    for (std::size_t m = 0; m < groups_.size(); ++m) {
      std::vector<std::uint32_t>& chosen = groups_[m].chosen;
      if (chosen.empty()) continue;
      Flush flush{inputs_, base_, last, defers_};
      groups_[m].group->advance(flush, chosen);
      for (const std::uint32_t neuron : chosen) {
        inputs_.forget(groups_[m].slice.slot + neuron);
        is_chosen_[groups_[m].slice.slot + neuron] = 0;
      }
      chosen.clear();
      enter(m, flush);
    }
    hand_out();
  }

  void choose(std::uint32_t slot) {
    if (is_chosen_[slot] != 0) return;
    is_chosen_[slot] = 1;
    Member& member = groups_[member_of_unit_[slot / kSliceUnit]];
    member.chosen.push_back(slot - member.slice.slot);
  }

  void enter(std::size_t member, const Flush& flush) {
    const std::uint32_t first_slot = groups_[member].slice.slot;
    for (const Flush::Wake& wake : flush.wakes) {
      wakes_.wake(first_slot + wake.neuron, wake.tick);
      inputs_.set_tolerated(first_slot + wake.neuron, wake.tolerated);
    }
    const Slice& slice = groups_[member].slice;
    if (flush.runaway) fail_for(slice, *flush.runaway, flush.last.tick);
    if (flush.outgrown) fail_for_growth(slice, flush.fired.size());
    const bool watched = watch_.watches(member);
    for (const Flush::Fired& spike : flush.fired) {
      if (spike.time.tick <= restored_) fail_for_state(slice, spike);
      if (watched && watch_.is_runaway(member, slice.slot + spike.neuron, spike.time.tick)) {
        fail_for(slice, spike.neuron, spike.time.tick);
      }
      fired_.push_back(
          {spike.time, account.spike(member, spike.neuron, spike.time, spike.time.tick)});
    }
    groups_[member].spikes += flush.fired.size();
  }

  [[noreturn]] void fail_for(const Slice& slice, std::uint32_t neuron, Tick tick) const {
    const Population& population = network_.populations[slice.population];
    const bool repeats = population.model.descriptor().repeats_input();
    throw EnvironmentError(
        "neuron " + std::to_string(slice.first + neuron) + " of population \"" + population.name +
        "\" fires without bound: more than " + std::to_string(RunawayWatch::kMostSpikes) +
        " spikes within 1 ms, at " + std::to_string(tick / kTicksPerMs) +
        " ms, without input from outside that would account for them; " +
        (repeats ? "thin out the loops of projections that it is in, or give them longer delays"
                 : "give it a refractory time, or weaken what excites it"));
  }

  [[noreturn]] void fail_for_state(const Slice& slice, const Flush::Fired& spike) const {
    throw EnvironmentError("the state that was restored is not possible: neuron " +
                           std::to_string(slice.first + spike.neuron) + " of population \"" +
                           network_.populations[slice.population].name +
                           "\" fires before the time of the state");
  }

  /// Spikes that beget more than themselves, say in a loop of relays, would fill the memory.
  void require_memory() {
    if (!guard_.outgrows(volleys_.size())) return;
    const Member& most = *std::ranges::max_element(groups_, {}, &Member::spikes);
    fail_for_growth(most.slice, volleys_.size());
  }

  [[noreturn]] void fail_for_growth(const Slice& slice, std::size_t spikes) const {
    throw EnvironmentError("population \"" + network_.populations[slice.population].name +
                           "\" fires without bound: after " +
                           std::to_string(std::max<Tick>(done_, 0) / kTicksPerMs) + " ms " +
                           std::to_string(spikes) +
                           " spikes are on their way at once, and there is no memory for what "
                           "comes of them; weaken or thin out what excites it");
  }

  void hand_out() {
    std::ranges::sort(fired_);
    for (const Fired& spike : fired_) outbox.push({spike.time, spike.id});
    account.count(fired_.size());
    fired_.clear();
  }

  const Network& network_;
  ExactDelivery delivery_;
  const bool defers_;  ///< neurons that cannot fire yet keep their inputs for later windows
  InputLists inputs_;
  Queue<ExactVolley> volleys_;
  WakeUps<Queue> wakes_;
  std::vector<std::uint16_t> member_of_unit_;  ///< by slot / kSliceUnit
  std::vector<Member> groups_;
  std::vector<Source> sources_;
  Tick own_delay_ = kNever / 4;  ///< least delay of its spikes onto itself
  std::vector<Fired> fired_;
  RunawayWatch watch_;
  MemoryGuard guard_;
  const std::size_t max_entries_;
  std::vector<std::uint8_t> is_chosen_;  ///< by slot
  Time base_;                            ///< of the offsets of the inputs collected, a whole tick
  Tick span_ = kWindow;  ///< for which inputs are collected before all neurons are carried on
  StepHook before_window_;
  Tick done_ = -1;      ///< everything up to and including this tick
  Tick restored_ = -1;  ///< of the state that was restored: nothing can be fired up to then
};

}  // namespace engram
