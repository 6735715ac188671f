#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#include "core/network/network.hpp"
#include "core/partitioning/partitioning.hpp"

// How synapses lie in memory. A partition keeps all synapses onto its neurons in one stream of
// 32-bit words. The synapses of one source are consecutive: runs in ascending order of (delay,
// class), those of one projection ascending in target, closed by an end mark. A run is a header
// word and its payload; a volley delivers one run, and the next header, which follows at once,
// holds when the next is due.
//
// Plastic synapses have targets and delays there alone: the payload of their runs begins with the
// place of a block (plastic_block.hpp) in the store that each simulation has of its own.

namespace engram {

/// The key word of a run. A header without synapses only bridges a long wait; all zero ends the
/// source.
class RunHeader {
 public:
  static constexpr std::uint32_t kMaxCount = 0xffff;
  static constexpr std::uint32_t kMaxClasses = 64;
  static constexpr std::uint32_t kMaxWait = 1023;

  constexpr explicit RunHeader(std::uint32_t word = 0) : word_(word) {}
  constexpr RunHeader(std::uint32_t count, std::uint32_t synapse_class, std::uint32_t wait)
      : word_(count | synapse_class << 16 | wait << 22) {}

  constexpr std::uint32_t word() const { return word_; }
  constexpr std::uint32_t count() const { return word_ & 0xffff; }
  constexpr std::uint32_t synapse_class() const { return word_ >> 16 & 63; }
  /// By how much the delay's key (DelayPlan; on the grid, steps) exceeds that of the previous run
  /// of the source (0, for the first).
  constexpr std::uint32_t wait() const { return word_ >> 22; }
  constexpr bool is_end() const { return word_ == 0; }

 private:
  std::uint32_t word_;
};

/// What the synapses of a run have in common.
struct SynapseClass {
  WeightStorage storage = WeightStorage::kConst;
  std::uint8_t receptor = 0;
  std::int64_t const_units = 0;  ///< kConst: the weight in units of its 64-bit input row
  double unit = 1;               ///< weight (pA, mV) of one unit of the input row
  double const_weight = 0;       ///< kConst: the weight (pA, mV) as the user gave it
  bool own_delay = false;        ///< each synapse has its own delay, in ticks, after its weight
  /// Not 0 where weights may change; distinguishes projections of the same populations.
  std::uint8_t plastic = 0;
  std::uint8_t time_words = 0;  ///< plastic: size of a time in a block

  friend bool operator==(const SynapseClass&, const SynapseClass&) = default;
};

/// Size of a target, a slot in its partition, in 16-bit halves.
enum class TargetWidth : std::uint8_t { k16 = 1, k32 = 2 };

/// Of the synapses onto a partition.
inline TargetWidth target_width(const PartitionLayout& layout) {
  return layout.sleeps ? TargetWidth::k32 : TargetWidth::k16;
}

/// Size of a synapse in 16-bit halves: the target, then the weight.
constexpr std::uint32_t halves_per_synapse(WeightStorage storage, TargetWidth width) {
  const auto target = static_cast<std::uint32_t>(width);
  switch (storage) {
    case WeightStorage::kConst:
      return target;
    case WeightStorage::kW16:
      return target + 1;
    case WeightStorage::kF32:
      return target + 2;
    default:
      return target + 4;
  }
}

/// An own delay: 48 bits, 281 s.
inline constexpr std::uint32_t kOwnDelayHalves = 3;
inline constexpr Tick kMaxOwnDelay = (Tick{1} << 48) - 1;

/// Halves of a synapse in the stream before its own delay.
constexpr std::uint32_t halves_before_delay(const SynapseClass& c, TargetWidth width) {
  return c.plastic != 0 ? static_cast<std::uint32_t>(width) : halves_per_synapse(c.storage, width);
}

constexpr std::uint32_t halves_per_synapse(const SynapseClass& c, TargetWidth width) {
  return halves_before_delay(c, width) + (c.own_delay ? kOwnDelayHalves : 0);
}

/// Words of the payload of a run, which is not empty, before its first synapse.
constexpr std::uint32_t words_before_synapses(const SynapseClass& c) {
  return c.plastic != 0 ? 1 : 0;
}

/// Words of the payload of a run of static synapses without own delays.
constexpr std::uint64_t payload_words(WeightStorage storage, TargetWidth width,
                                      std::uint64_t count) {
  return (count * halves_per_synapse(storage, width) + 1) / 2;
}

/// Words of the payload of a run.
constexpr std::uint64_t payload_words(const SynapseClass& c, TargetWidth width,
                                      std::uint64_t count) {
  // A header that only bridges a wait may have the number of any class.
  return (count == 0 ? 0 : words_before_synapses(c)) +
         (count * halves_per_synapse(c, width) + 1) / 2;
}

/// The target of the synapse whose first half is at `at`.
template <TargetWidth kWidth>
std::uint32_t load_target(const std::uint16_t* at) {
  if constexpr (kWidth == TargetWidth::k16) return *at;
  std::uint32_t target;
  std::memcpy(&target, at, sizeof target);
  return target;
}

/// The weight bits of the synapse whose first half is at `at`.
template <class Weight, TargetWidth kWidth>
Weight load_bits(const std::uint16_t* at) {
  Weight weight;
  std::memcpy(&weight, at + static_cast<std::size_t>(kWidth), sizeof weight);
  return weight;
}

/// The own delay (ticks) of the synapse whose first half is at `at`.
inline Tick load_own_delay(const SynapseClass& c, TargetWidth width, const std::uint16_t* at) {
  // In two loads: one of 8 bytes from where 6 were just stored would wait for the stores.
  std::uint32_t low;
  std::uint16_t high;
  std::memcpy(&low, at + halves_before_delay(c, width), sizeof low);
  std::memcpy(&high, at + halves_before_delay(c, width) + 2, sizeof high);
  return static_cast<Tick>(high) << 32 | low;
}

/// Number of header words that bring a source from one delay to the next: bridges and the run's
/// own.
constexpr std::uint32_t headers_for_wait(std::uint32_t wait) {
  return wait == 0 ? 1 : (wait + RunHeader::kMaxWait - 1) / RunHeader::kMaxWait;
}

/// Writes the synapse whose first half is at `at`; the delay (ticks) only where it is its own, the
/// weight only where it is constant.
inline void store_synapse(const SynapseClass& c, TargetWidth width, std::uint16_t* at,
                          std::uint32_t target, double weight, Tick delay = 0) {
  if (c.own_delay) std::memcpy(at + halves_before_delay(c, width), &delay, 2 * kOwnDelayHalves);
  if (width == TargetWidth::k16) {
    *at = static_cast<std::uint16_t>(target);
  } else {
    std::memcpy(at, &target, sizeof target);
  }
  if (c.plastic != 0) return;
  std::uint16_t* const weight_at = at + static_cast<std::size_t>(width);
  if (c.storage == WeightStorage::kW16) {
    // Nearest unit; the network's scales guarantee that it fits.
    const double units = weight / c.unit;
    const auto w = static_cast<std::int16_t>(units + (units < 0 ? -0.5 : 0.5));
    std::memcpy(weight_at, &w, sizeof w);
  } else if (c.storage == WeightStorage::kF32) {
    const auto w = static_cast<float>(weight);
    std::memcpy(weight_at, &w, sizeof w);
  } else if (c.storage == WeightStorage::kF64) {
    std::memcpy(weight_at, &weight, sizeof weight);
  }
}

/// The weight (pA, mV) of the static synapse whose first half is at `at`.
template <TargetWidth kWidth>
double load_weight(const SynapseClass& c, const std::uint16_t* at) {
  switch (c.storage) {
    case WeightStorage::kConst:
      return static_cast<double>(c.const_units) * c.unit;
    case WeightStorage::kW16:
      return load_bits<std::int16_t, kWidth>(at) * c.unit;
    case WeightStorage::kF32:
      return static_cast<double>(load_bits<float, kWidth>(at));
    default:
      return load_bits<double, kWidth>(at);
  }
}

/// Walks over the synapses of one source in one partition, for uses that need not be fast (graphs,
/// tests, exports). Starts before the first synapse.
class SynapseCursor {
 public:
  SynapseCursor(const std::uint32_t* source, TargetWidth width,
                const std::vector<SynapseClass>* classes)
      : next_(source), width_(width), classes_(classes) {}

  /// Moves to the next synapse; false at the end.
  bool next() {
    if (left_ != 0) {
      --left_;
      at_ += halves_per_synapse(run_class(), width_);
    }
    while (left_ == 0) {
      if (next_ == nullptr || RunHeader(*next_).is_end()) return false;
      header_ = RunHeader(*next_);
      delay_ += header_.wait();
      left_ = header_.count();
      payload_ = next_ + 1;
      at_ = reinterpret_cast<const std::uint16_t*>(payload_ + words_before_synapses(run_class()));
      next_ += 1 + payload_words(run_class(), width_, left_);
    }
    return true;
  }

  /// Moves to the first synapse of the next run; false at the end.
  bool next_run() {
    left_ = 0;
    return next();
  }

  std::uint32_t target() const {  ///< slot in the partition
    return width_ == TargetWidth::k16 ? load_target<TargetWidth::k16>(at_)
                                      : load_target<TargetWidth::k32>(at_);
  }
  std::uint32_t delay() const { return delay_; }  ///< key (DelayPlan); on the grid, steps
  Tick own_delay() const {                        ///< ticks, where the synapse has its own
    return load_own_delay(run_class(), width_, at_);
  }
  /// Place of the block of the run, where it is plastic.
  std::uint32_t block() const { return *payload_; }
  std::uint32_t run_length() const { return header_.count(); }
  /// Number of the synapse in its run.
  std::uint32_t number() const { return header_.count() - left_; }
  double weight() const {  ///< pA (mV for delta models), of a static synapse
    return width_ == TargetWidth::k16 ? load_weight<TargetWidth::k16>(run_class(), at_)
                                      : load_weight<TargetWidth::k32>(run_class(), at_);
  }
  const SynapseClass& run_class() const { return (*classes_)[header_.synapse_class()]; }

 private:
  const std::uint32_t* next_;
  TargetWidth width_;
  const std::vector<SynapseClass>* classes_;
  RunHeader header_;
  std::uint32_t delay_ = 0;
  std::uint32_t left_ = 0;  ///< synapses of the run from the current one on
  const std::uint32_t* payload_ = nullptr;
  const std::uint16_t* at_ = nullptr;
};

}  // namespace engram
