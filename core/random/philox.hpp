#pragma once

#include <array>
#include <cstdint>

// Philox4x32-10 (Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3",
// SC'11): four 32-bit words as a pure function of a 128-bit counter and a 64-bit key. No two
// entities share a stream: entity, purpose and number of the draw make up key and counter.

namespace engram {

/// What a draw is for; part of every key, so that no two purposes share numbers.
enum class Purpose : std::uint32_t {
  kConnection = 1,
  kConnectionTree,
  kWeight,
  kDelay,
  kInitialState,
  kPoissonDrive,
  kPoissonPopulation,
  kPoissonRefinement,
  kAnalysis,
  kGeneratorInterval,
  kGeneratorPacket,
  kDriveInterval,
  kPoissonArrival,
  kParameter,
  kModelNoise,   ///< of a neuron model outside the library; the entity is the population
  kDeviceNoise,  ///< of a device outside the library; the entity is its index
};

/// Key of all draws of one purpose of one entity (a projection, a device, a population: its index).
struct PhiloxKey {
  std::uint32_t k0 = 0;
  std::uint32_t k1 = 0;
};

/// What is drawn: draw or step, and entity.
using PhiloxCounter = std::array<std::uint32_t, 4>;
/// 128 random bits.
using PhiloxWords = std::array<std::uint32_t, 4>;

namespace philox {
inline constexpr std::uint32_t kMultiplier0 = 0xD2511F53u;
inline constexpr std::uint32_t kMultiplier1 = 0xCD9E8D57u;
inline constexpr std::uint32_t kWeyl0 = 0x9E3779B9u;
inline constexpr std::uint32_t kWeyl1 = 0xBB67AE85u;
inline constexpr int kRounds = 10;
}  // namespace philox

/// Four words of the generator.
constexpr PhiloxWords philox4x32(PhiloxCounter c, PhiloxKey key) {
  for (int round = 0; round < philox::kRounds; ++round) {
    const std::uint64_t p0 = std::uint64_t{philox::kMultiplier0} * c[0];
    const std::uint64_t p1 = std::uint64_t{philox::kMultiplier1} * c[2];
    c = {static_cast<std::uint32_t>(p1 >> 32) ^ c[1] ^ key.k0, static_cast<std::uint32_t>(p1),
         static_cast<std::uint32_t>(p0 >> 32) ^ c[3] ^ key.k1, static_cast<std::uint32_t>(p0)};
    key.k0 += philox::kWeyl0;
    key.k1 += philox::kWeyl1;
  }
  return c;
}

/// Hashes seed, purpose and entity into a key with SplitMix64 steps: a change of any of them moves
/// every bit, so neighbouring seeds give unrelated networks.
constexpr PhiloxKey philox_key(std::uint64_t seed, Purpose purpose, std::uint32_t entity) {
  std::uint64_t x = seed + 0x9e3779b97f4a7c15u;
  const auto mix = [](std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  };
  x = mix(x);
  x = mix(x ^ (static_cast<std::uint64_t>(purpose) << 32 | entity));
  return {static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(x >> 32)};
}

}  // namespace engram
