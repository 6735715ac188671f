#pragma once

#include "core/engine/partition_neurons.hpp"
#include "core/synapse/synapse_stream.hpp"

// Where the delivery of a volley puts its synapses. `narrow` takes 16-bit weights, `wide` all
// others, in units of the receptor's scales; both give a function of (slot, units).

namespace engram {

/// Neurons that are swept: sums in the partition's input rows.
class SweptInput {
 public:
  static constexpr TargetWidth kWidth = TargetWidth::k16;

  explicit SweptInput(PartitionNeurons& neurons) : rows_(neurons.rows().data()) {}

  auto narrow(std::uint8_t receptor) const {
    return [row = rows_[receptor].narrow](std::uint32_t slot, std::int32_t units) {
      row[slot] += units;
    };
  }
  auto wide(std::uint8_t receptor) const {
    return [row = rows_[receptor].wide](std::uint32_t slot, std::int64_t units) {
      row[slot] += units;
    };
  }

 private:
  const InputRow* rows_;  ///< by receptor
};

/// Neurons that sleep: a list of arrivals, since rows of all neurons would be accessed at random.
class SleepingInput {
 public:
  static constexpr TargetWidth kWidth = TargetWidth::k32;

  explicit SleepingInput(PartitionNeurons& neurons) : neurons_(&neurons) {}

  auto narrow(std::uint8_t receptor) const {
    return [neurons = neurons_, receptor](std::uint32_t slot, std::int64_t units) {
      neurons->arrive(slot, receptor, true, units);
    };
  }
  auto wide(std::uint8_t receptor) const {
    return [neurons = neurons_, receptor](std::uint32_t slot, std::int64_t units) {
      neurons->arrive(slot, receptor, false, units);
    };
  }

 private:
  PartitionNeurons* neurons_;
};

}  // namespace engram
