#pragma once

#include <cstdint>

#include "core/base/time.hpp"

namespace engram {

/// The finaliser of SplitMix64 (Steele, Lea & Flood 2014): a bijection that mixes every bit.
constexpr std::uint64_t mix64(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

/// The order-free 64-bit fingerprint of a set of spikes: the sum modulo 2^64 of each spike's mixed
/// (population, time, neuron). Partial hashes of disjoint sets add up.
class SpikeHash {
 public:
  constexpr SpikeHash() = default;
  constexpr explicit SpikeHash(std::uint64_t value) : sum_(value) {}

  /// `population` is its index in the model, `neuron` the index within the population.
  constexpr void add(std::uint32_t population, Time time, std::uint32_t neuron) {
    std::uint64_t h = mix64(static_cast<std::uint64_t>(time.tick) + 0x9e3779b97f4a7c15u);
    h = mix64(h ^ ((static_cast<std::uint64_t>(population) << 32) | neuron));
    sum_ += mix64(h + time.fraction);
  }
  constexpr void add(const SpikeHash& other) { sum_ += other.sum_; }
  constexpr std::uint64_t value() const { return sum_; }

 private:
  std::uint64_t sum_ = 0;
};

}  // namespace engram
