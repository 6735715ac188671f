#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>

#include "core/base/prefetch.hpp"
#include "core/event/event_queue.hpp"
#include "core/synapse/plastic_block.hpp"
#include "core/synapse/synapse_stream.hpp"

// The delivery of volleys: where nearly all synaptic events of a simulation happen. A run's
// synapses are added to the input of the current instant; sums of integers do not depend on the
// order.

namespace engram {

/// Adds runs of synapses to an `Input` (core/engine/synaptic_input.hpp).
template <class Input>
class VolleyDelivery {
 public:
  /// `plastic`: the store of plastic blocks.
  VolleyDelivery(const std::uint32_t* stream, std::uint32_t* plastic,
                 std::span<const SynapseClass> classes, Input input)
      : stream_(stream), plastic_(plastic), classes_(classes), input_(input) {}

  /// Delivers everything in `due`, at the step `now`, and hands the next run of each source to
  /// `put_back(wait, volley)`.
  template <class PutBack>
  void deliver(std::span<const Volley> due, std::int64_t now, PutBack&& put_back) {
    now_ = static_cast<std::uint32_t>(now);
    for (std::size_t i = 0; i < due.size(); ++i) {
      if (i + kAhead < due.size()) prefetch_run(due[i + kAhead]);
      if (i + kBlockAhead < due.size()) prefetch_block(due[i + kBlockAhead]);
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
  // Runs fetched ahead of their use. In dense networks the number hardly matters: the processor
  // fetches most of them by itself (docs/decisions/006).
  static constexpr std::size_t kAhead = 4;
  /// Blocks: later than their runs, since a run is read to find where its block is.
  static constexpr std::size_t kBlockAhead = 2;
  static constexpr std::uint64_t kMaxFetchedWords = 128;

  static constexpr TargetWidth kWidth = Input::kWidth;

  void prefetch_run(const Volley& volley) const {
    const RunHeader header(volley.header);
    const std::uint32_t* first = stream_ + volley.position;
    const SynapseClass& c = classes_[header.synapse_class()];
    // The run between two headers, its own and the next.
    const std::uint64_t words =
        std::min(payload_words(c, kWidth, header.count()) + 2, kMaxFetchedWords);
    for (std::uint64_t w = 0; w < words; w += 16) prefetch(first + w);
  }

  void prefetch_block(const Volley& volley) const {
    const RunHeader header(volley.header);
    const SynapseClass& c = classes_[header.synapse_class()];
    if (c.plastic == 0 || header.count() == 0) return;
    const std::uint32_t* first = plastic_ + stream_[volley.position + 1];
    const std::uint64_t words = std::min(block_words(c, header.count()), kMaxFetchedWords);
    for (std::uint64_t w = 0; w < words; w += 16) prefetch(first + w);
    prefetch(first + words - 1);
  }

  /// Adds one run; returns the word after its payload.
  const std::uint32_t* add_run(RunHeader header, const std::uint32_t* payload) {
    const SynapseClass& c = classes_[header.synapse_class()];
    const std::uint32_t n = header.count();
    switch (c.storage) {
      case WeightStorage::kW16:
        add_w16(input_.narrow(c.receptor), payload, n);
        break;
      case WeightStorage::kConst:
        for_each_synapse<WeightStorage::kConst>(
            payload, n, [&, add = input_.wide(c.receptor)](const std::uint16_t* at) {
              add(load_target<kWidth>(at), c.const_units);
            });
        break;
      case WeightStorage::kF32:
        if (c.plastic != 0) return add_plastic<float>(c, payload, n);
        add_real<WeightStorage::kF32, float>(c, payload, n);
        break;
      default:
        if (c.plastic != 0) return add_plastic<double>(c, payload, n);
        add_real<WeightStorage::kF64, double>(c, payload, n);
        break;
    }
    return payload + payload_words(c.storage, kWidth, n);
  }

  template <WeightStorage kStorage, class Visit>
  static void for_each_synapse(const std::uint32_t* payload, std::uint32_t n, Visit&& visit) {
    const auto* at = reinterpret_cast<const std::uint16_t*>(payload);
    for (; n != 0; --n, at += halves_per_synapse(kStorage, kWidth)) visit(at);
  }

  template <class Add>
  static void add_w16(Add add, const std::uint32_t* synapse, std::uint32_t n) {
    if constexpr (kWidth == TargetWidth::k32) {
      for_each_synapse<WeightStorage::kW16>(synapse, n, [&](const std::uint16_t* at) {
        add(load_target<kWidth>(at), load_bits<std::int16_t, kWidth>(at));
      });
    } else {
      // Four a round: with its data in cache the loop is bound by instructions.
      for (; n >= 4; n -= 4, synapse += 4) {
        add_w16_pair(add, synapse);
        add_w16_pair(add, synapse + 2);
      }
      for (; n != 0; --n, ++synapse) add_w16_one(add, *synapse);
    }
  }

  template <class Add>
  static void add_w16_pair(Add add, const std::uint32_t* synapses) {
    std::uint64_t both;
    std::memcpy(&both, synapses, sizeof both);
    add_w16_one(add, static_cast<std::uint32_t>(both));
    add_w16_one(add, static_cast<std::uint32_t>(both >> 32));
  }

  template <class Add>
  static void add_w16_one(Add add, std::uint32_t synapse) {
    add(synapse & 0xffff, static_cast<std::int32_t>(synapse) >> 16);
  }

  template <WeightStorage kStorage, class Weight>
  void add_real(const SynapseClass& c, const std::uint32_t* payload, std::uint32_t n) const {
    const double per_weight = 1 / c.unit;  // exact: units are powers of two
    for_each_synapse<kStorage>(
        payload, n, [&, add = input_.wide(c.receptor)](const std::uint16_t* at) {
          const auto weight = static_cast<double>(load_bits<Weight, kWidth>(at));
          add(load_target<kWidth>(at), to_units(weight * per_weight));
        });
  }

  /// Adds one run of plastic synapses; returns the word after its payload.
  template <class Weight>
  const std::uint32_t* add_plastic(const SynapseClass& c, const std::uint32_t* payload,
                                   std::uint32_t n) const {
    if (n == 0) return payload;  // only bridges a wait
    std::uint32_t* const block = plastic_ + *payload;
    *block = now_;
    const std::uint32_t* const weights = block + kStepWords;
    const auto* targets = reinterpret_cast<const std::uint16_t*>(payload + 1);
    const double per_weight = 1 / c.unit;
    const auto add = input_.wide(c.receptor);
    for (std::uint32_t i = 0; i < n; ++i) {
      const auto weight = static_cast<double>(load_plastic_weight<Weight>(weights, i));
      add(load_target<kWidth>(targets + i * static_cast<std::uint32_t>(kWidth)),
          to_units(weight * per_weight));
    }
    return payload + payload_words(c, kWidth, n);
  }

  /// Nearest integer, halves away from zero.
  static std::int64_t to_units(double x) {
    return static_cast<std::int64_t>(x + (x < 0 ? -0.5 : 0.5));
  }

  const std::uint32_t* stream_;
  std::uint32_t* plastic_;
  std::span<const SynapseClass> classes_;
  Input input_;
  std::uint32_t now_ = 0;  ///< step modulo 2^32, as blocks keep it
};

}  // namespace engram
