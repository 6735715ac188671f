#pragma once

#include <cstdint>
#include <cstring>

#include "core/base/time.hpp"
#include "core/synapse/synapse_stream.hpp"

// How the synapses of a plastic run lie in the store of a simulation: a block of 32-bit words,
// which begins with the time of the last arrival (of each synapse, where they have their own
// delays) and goes on with a column of weights. Blocks are in the order of their runs.
//
// A time is on the grid the step modulo 2^32, and on the continuous clock tick and fraction; before
// the first arrival it is 0.

namespace engram {

inline constexpr std::uint8_t kStepWords = 1;
inline constexpr std::uint8_t kTimeWords = 3;

/// Words of a weight in a block.
constexpr std::uint32_t weight_words(WeightStorage storage) {
  return storage == WeightStorage::kF32 ? 1 : 2;
}

/// Words of a block before its weights.
constexpr std::uint64_t words_before_weights(const SynapseClass& c, std::uint64_t count) {
  return c.own_delay ? c.time_words * count : c.time_words;
}

/// Words of the block of a run.
constexpr std::uint64_t block_words(const SynapseClass& c, std::uint64_t count) {
  return words_before_weights(c, count) + weight_words(c.storage) * count;
}

/// Weight `i` of the weights that begin at `weights`.
template <class Weight>
Weight load_plastic_weight(const std::uint32_t* weights, std::uint64_t i) {
  Weight weight;
  std::memcpy(&weight, weights + i * (sizeof(Weight) / sizeof(std::uint32_t)), sizeof weight);
  return weight;
}

template <class Weight>
void store_plastic_weight(std::uint32_t* weights, std::uint64_t i, Weight weight) {
  std::memcpy(weights + i * (sizeof(Weight) / sizeof(std::uint32_t)), &weight, sizeof weight);
}

/// The same for a class that is known only when the program runs.
inline double load_plastic_weight(const SynapseClass& c, const std::uint32_t* weights,
                                  std::uint64_t i) {
  return c.storage == WeightStorage::kF32
             ? static_cast<double>(load_plastic_weight<float>(weights, i))
             : load_plastic_weight<double>(weights, i);
}

inline void store_plastic_weight(const SynapseClass& c, std::uint32_t* weights, std::uint64_t i,
                                 double weight) {
  if (c.storage == WeightStorage::kF32) {
    store_plastic_weight(weights, i, static_cast<float>(weight));
  } else {
    store_plastic_weight(weights, i, weight);
  }
}

/// The time that begins at `at`, on the continuous clock.
inline Time load_time(const std::uint32_t* at) {
  Time time;
  std::memcpy(&time.tick, at, sizeof time.tick);
  time.fraction = at[2];
  return time;
}

inline void store_time(std::uint32_t* at, Time time) {
  std::memcpy(at, &time.tick, sizeof time.tick);
  at[2] = time.fraction;
}

}  // namespace engram
