#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "core/event/event_queue.hpp"
#include "core/network/synapse_stream.hpp"
#include "core/neuron/neuron_group.hpp"

// The delivery of volleys: where nearly all synaptic events of a simulation happen. A run's
// synapses are added to the input rows of the current instant; sums of integers do not depend on
// the order.

namespace engram {

/// How a partition whose neurons rest hears which slots were reached in this instant.
class TouchedSlots {
 public:
  explicit TouchedSlots(std::uint32_t slots = 0) : flags_(slots, 0) {}

  void add(std::uint16_t slot) {
    if (flags_[slot] != 0) return;
    flags_[slot] = 1;
    slots_.push_back(slot);
  }
  std::span<const std::uint16_t> slots() const { return slots_; }
  void clear() {
    for (const std::uint16_t slot : slots_) flags_[slot] = 0;
    slots_.clear();
  }

 private:
  std::vector<std::uint8_t> flags_;
  std::vector<std::uint16_t> slots_;
};

/// Adds runs of synapses to input rows. `kTouching` selects whether the slots are noted in
/// `touched`.
template <bool kTouching>
class VolleyDelivery {
 public:
  VolleyDelivery(const std::uint32_t* stream, std::span<const SynapseClass> classes,
                 const InputRows& rows, TouchedSlots& touched)
      : stream_(stream), classes_(classes), rows_(rows), touched_(touched) {}

  /// Delivers everything in `due` and hands the next run of each source to `put_back(wait,
  /// volley)`.
  template <class PutBack>
  void deliver(std::span<const Volley> due, PutBack&& put_back) {
    for (std::size_t i = 0; i < due.size(); ++i) {
      if (i + kAhead < due.size()) prefetch(due[i + kAhead]);
      const std::uint32_t* at = stream_ + due[i].position;
      RunHeader header(due[i].header);
      do {
        at = add_run(header, at + 1);
        header = RunHeader(*at);
      } while (header.wait() == 0 && !header.is_end());
      if (!header.is_end()) {
        put_back(header.wait(), Volley{static_cast<std::uint32_t>(at - stream_), header.word()});
      }
    }
  }

 private:
  // Runs fetched ahead of their use. Four whole runs of a dense network are on their way at once;
  // more crowd out the rows.
  static constexpr std::size_t kAhead = 4;
  static constexpr std::uint64_t kMaxFetchedWords = 128;

  void prefetch(const Volley& volley) const {
    const RunHeader header(volley.header);
    const std::uint32_t* first = stream_ + volley.position;
    const WeightStorage storage = classes_[header.synapse_class()].storage;
    // One word more than the run: the next header.
    const std::uint64_t words =
        std::min(payload_words(storage, header.count()) + 2, kMaxFetchedWords);
    for (std::uint64_t w = 0; w < words; w += 16) __builtin_prefetch(first + w);
    __builtin_prefetch(first + words - 1);
  }

  /// Adds one run; returns the word after its payload.
  const std::uint32_t* add_run(RunHeader header, const std::uint32_t* payload) {
    const SynapseClass& c = classes_[header.synapse_class()];
    const std::uint32_t n = header.count();
    switch (c.storage) {
      case WeightStorage::kW16:
        add_w16(rows_.narrow[c.receptor], payload, n);
        break;
      case WeightStorage::kConst:
        add_const(rows_.wide[c.receptor], halves(payload), n, c.const_units);
        break;
      case WeightStorage::kF32:
        add_real<float>(rows_.wide[c.receptor], halves(payload), n, c);
        break;
      default:
        add_real<double>(rows_.wide[c.receptor], halves(payload), n, c);
        break;
    }
    return payload + payload_words(c.storage, n);
  }

  static const std::uint16_t* halves(const std::uint32_t* words) {
    return reinterpret_cast<const std::uint16_t*>(words);
  }

  /// Four synapses a round: with its data in cache the loop is bound by instructions.
  void add_w16(std::int32_t* row, const std::uint32_t* synapse, std::uint32_t n) {
    for (; n >= 4; n -= 4, synapse += 4) {
      add_w16_pair(row, synapse);
      add_w16_pair(row, synapse + 2);
    }
    for (; n != 0; --n, ++synapse) add_w16_one(row, *synapse);
  }

  void add_w16_pair(std::int32_t* row, const std::uint32_t* synapses) {
    std::uint64_t both;
    std::memcpy(&both, synapses, sizeof both);
    add_w16_one(row, static_cast<std::uint32_t>(both));
    add_w16_one(row, static_cast<std::uint32_t>(both >> 32));
  }

  void add_w16_one(std::int32_t* row, std::uint32_t synapse) {
    row[synapse & 0xffff] += static_cast<std::int32_t>(synapse) >> 16;
    note(synapse & 0xffff);
  }

  void add_const(std::int64_t* row, const std::uint16_t* target, std::uint32_t n,
                 std::int64_t units) {
    for (const std::uint16_t* end = target + n; target != end; ++target) {
      row[*target] += units;
      note(*target);
    }
  }

  template <class Weight>
  void add_real(std::int64_t* row, const std::uint16_t* at, std::uint32_t n,
                const SynapseClass& c) {
    constexpr std::uint32_t kStride = 1 + sizeof(Weight) / 2;
    const double per_weight = 1 / c.unit;  // exact: units are powers of two
    for (std::uint32_t i = 0; i < n; ++i, at += kStride) {
      Weight weight;
      std::memcpy(&weight, at + 1, sizeof weight);
      row[*at] += to_units(static_cast<double>(weight) * per_weight);
      note(*at);
    }
  }

  /// Nearest integer, halves away from zero.
  static std::int64_t to_units(double x) {
    return static_cast<std::int64_t>(x + (x < 0 ? -0.5 : 0.5));
  }

  void note(std::uint32_t target) {
    if constexpr (kTouching) touched_.add(static_cast<std::uint16_t>(target));
  }

  const std::uint32_t* stream_;
  std::span<const SynapseClass> classes_;
  const InputRows& rows_;
  TouchedSlots& touched_;
};

}  // namespace engram
