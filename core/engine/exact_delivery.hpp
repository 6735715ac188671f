#pragma once

#include <cstdint>
#include <limits>
#include <span>

#include "core/event/input_lists.hpp"
#include "core/neuron/exact_group.hpp"
#include "core/synapse/connectome.hpp"
#include "core/synapse/plastic_block.hpp"

namespace engram {

/// The event of the continuous clock: a source's spike reaches the targets of one run of its
/// synapses or, where these have their own delays, the target of one synapse and then the next.
struct ExactVolley {
  Time time;
  std::uint32_t position = 0;  ///< of the run's header in the partition's stream
  std::uint32_t progress = 0;  ///< key of the delay, or number of the synapse in the run

  friend constexpr auto operator<=>(const ExactVolley&, const ExactVolley&) = default;
};

/// Puts the synapses of volleys onto the lists of their targets.
class ExactDelivery {
 public:
  /// `plastic`: the partition's store of plastic blocks.
  ExactDelivery(const IncomingSynapses& incoming, const SynapseClasses& classes,
                std::uint32_t* plastic)
      : incoming_(incoming), classes_(classes), plastic_(plastic) {}

  /// Calls `push(volley)` for everything that a spike of `source` starts.
  template <class Push>
  void begin(std::uint32_t source, Time spike, Push&& push) const {
    std::uint32_t position = incoming_.index.find(source);
    if (position == SourceIndex::kAbsent) return;
    for (;;) {
      const RunHeader header(incoming_.stream[position]);
      if (header.is_end()) return;
      // Only runs with own delays have the key 0; a bridging header has no class.
      if (header.wait() != 0) return push(volley_at(position, 0, spike));
      const SynapseClass& c = class_of(header);
      push(ExactVolley{spike + own_delay(c, position, 0), position, 0});
      position = after(c, position, header);
    }
  }

  /// Calls `push(volley)` for what of a volley is due later than `last`.
  template <class Push>
  void skip(ExactVolley volley, Time last, Push&& push) const {
    const SynapseClass& c = class_of(RunHeader(incoming_.stream[volley.position]));
    if (c.own_delay) return skip_own(c, volley, last, push);
    while (volley.time <= last) {
      std::uint32_t position = volley.position;
      RunHeader header(incoming_.stream[position]);
      do {
        position = after(class_of(header), position, header);
        header = RunHeader(incoming_.stream[position]);
      } while (header.wait() == 0 && !header.is_end());
      if (header.is_end()) return;
      const Tick delay = classes_.delays.steps(volley.progress);
      volley = volley_at(position, volley.progress, volley.time + -delay);
    }
    push(volley);
  }

  /// Delivers what of a volley is due up to `last`, which is not less than its time, and calls
  /// `push(volley)` for what follows later. Returns whether some of it may be due later than the
  /// volley.
  template <class Push>
  bool deliver(const ExactVolley& volley, Time base, Time last, InputLists& inputs,
               Push&& push) const {
    const SynapseClass& c = class_of(RunHeader(incoming_.stream[volley.position]));
    if (incoming_.width == TargetWidth::k16) {
      c.own_delay ? deliver_own<TargetWidth::k16>(volley, base, last, inputs, push)
                  : deliver_shared<TargetWidth::k16>(volley, base, inputs, push);
    } else {
      c.own_delay ? deliver_own<TargetWidth::k32>(volley, base, last, inputs, push)
                  : deliver_shared<TargetWidth::k32>(volley, base, inputs, push);
    }
    return c.own_delay;
  }

 private:
  const SynapseClass& class_of(RunHeader header) const {
    return classes_.classes[header.synapse_class()];
  }
  std::uint32_t after(const SynapseClass& c, std::uint32_t position, RunHeader header) const {
    return position + 1 +
           static_cast<std::uint32_t>(payload_words(c, incoming_.width, header.count()));
  }
  const std::uint16_t* synapse(const SynapseClass& c, std::uint32_t position,
                               std::uint32_t number) const {
    return reinterpret_cast<const std::uint16_t*>(incoming_.stream.data() + position + 1 +
                                                  words_before_synapses(c)) +
           std::uint64_t{number} * halves_per_synapse(c, incoming_.width);
  }
  Tick own_delay(const SynapseClass& c, std::uint32_t position, std::uint32_t number) const {
    return load_own_delay(c, incoming_.width, synapse(c, position, number));
  }

  template <class Push>
  void skip_own(const SynapseClass& c, const ExactVolley& volley, Time last, Push&& push) const {
    const std::uint32_t count = RunHeader(incoming_.stream[volley.position]).count();
    const Time spike = volley.time + -own_delay(c, volley.position, volley.progress);
    for (std::uint32_t i = volley.progress; i < count; ++i) {
      const Time due = spike + own_delay(c, volley.position, i);
      if (due > last) return push(ExactVolley{due, volley.position, i});
    }
  }

  /// The volley of the first run with synapses at or after `position`, the delay's key being `key`
  /// before it. `spike` is the time of the spike.
  ExactVolley volley_at(std::uint32_t position, std::uint32_t key, Time spike) const {
    RunHeader header(incoming_.stream[position]);
    key += header.wait();
    while (header.count() == 0) {  // only bridges a long wait
      header = RunHeader(incoming_.stream[++position]);
      key += header.wait();
    }
    return {spike + classes_.delays.steps(key), position, key};
  }

  template <TargetWidth kWidth, class Push>
  void deliver_shared(const ExactVolley& volley, Time base, InputLists& inputs, Push&& push) const {
    std::uint32_t position = volley.position;
    RunHeader header(incoming_.stream[position]);
    do {
      append_run<kWidth>(class_of(header), position, header.count(), volley.time, base, inputs);
      position = after(class_of(header), position, header);
      header = RunHeader(incoming_.stream[position]);
    } while (header.wait() == 0 && !header.is_end());
    if (header.is_end()) return;
    const Tick delay = classes_.delays.steps(volley.progress);
    push(volley_at(position, volley.progress, volley.time + -delay));
  }

  template <TargetWidth kWidth>
  void append_run(const SynapseClass& c, std::uint32_t position, std::uint32_t count, Time time,
                  Time base, InputLists& inputs) const {
    const std::int64_t offset = offset_from(base, time);
    const std::uint16_t* at = synapse(c, position, 0);
    const std::uint32_t halves = halves_per_synapse(c, kWidth);
    if (c.plastic != 0) {
      std::uint32_t* const block = block_of(position);
      store_time(block, time);
      for (std::uint32_t i = 0; i < count; ++i, at += halves) {
        append<kWidth>(at, {offset, load_plastic_weight(c, block + kTimeWords, i)}, inputs);
      }
      return;
    }
    if (c.storage == WeightStorage::kConst) {
      const std::uint32_t arrival = inputs.add_arrival({offset, c.const_weight}, count);
      constexpr auto kHalves = static_cast<std::uint32_t>(kWidth);
      inputs.append_all(
          count, c.const_weight,
          [&](std::uint32_t i) { return load_target<kWidth>(at + i * kHalves); },
          [&](std::uint32_t) { return arrival; });
      return;
    }
    for (; count != 0; --count, at += halves) {
      append<kWidth>(at, {offset, load_weight<kWidth>(c, at)}, inputs);
    }
  }

  /// Puts an input on the list of the target of the synapse at `at`.
  template <TargetWidth kWidth>
  static void append(const std::uint16_t* at, TimedInput input, InputLists& inputs) {
    inputs.append(load_target<kWidth>(at), inputs.add_arrival(input, 1));
  }

  template <TargetWidth kWidth, class Push>
  void deliver_own(const ExactVolley& volley, Time base, Time last, InputLists& inputs,
                   Push&& push) const {
    const RunHeader header(incoming_.stream[volley.position]);
    const SynapseClass& c = class_of(header);
    const std::uint32_t halves = halves_per_synapse(c, kWidth);
    const std::uint16_t* at = synapse(c, volley.position, volley.progress);
    const Time spike = volley.time + -load_own_delay(c, kWidth, at);
    for (std::uint32_t i = volley.progress; i < header.count(); ++i, at += halves) {
      const Time due = spike + load_own_delay(c, kWidth, at);
      if (due > last) return push(ExactVolley{due, volley.position, i});
      const double weight = c.plastic != 0 ? arrive(c, volley.position, header.count(), i, due)
                            : c.storage == WeightStorage::kConst ? c.const_weight
                                                                 : load_weight<kWidth>(c, at);
      append<kWidth>(at, {offset_from(base, due), weight}, inputs);
    }
  }

  /// The weight of plastic synapse `i` of a run with own delays, which a spike reaches at `due`.
  double arrive(const SynapseClass& c, std::uint32_t position, std::uint32_t count, std::uint32_t i,
                Time due) const {
    std::uint32_t* const block = block_of(position);
    store_time(block + std::size_t{i} * kTimeWords, due);
    return load_plastic_weight(c, block + words_before_weights(c, count), i);
  }

  /// The block of the plastic run whose header is at `position`.
  std::uint32_t* block_of(std::uint32_t position) const {
    return plastic_ + incoming_.stream[position + 1];
  }

  const IncomingSynapses& incoming_;
  const SynapseClasses& classes_;
  std::uint32_t* plastic_;
};

}  // namespace engram
