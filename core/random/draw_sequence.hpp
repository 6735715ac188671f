#pragma once

#include <cstdint>

#include "core/random/philox.hpp"

namespace engram {

/// Random numbers one after another, for algorithms that take a number not known beforehand: a pure
/// function of key, node and entity. Two sequences that differ in any of them are independent.
class DrawSequence {
 public:
  constexpr DrawSequence(PhiloxKey key, std::uint64_t node, std::uint32_t entity = 0)
      : key_(key), node_(node), entity_(entity) {}

  /// The next 64 bits.
  constexpr std::uint64_t next() {
    has_second_ = !has_second_;
    if (!has_second_) return second_;
    const PhiloxWords words = philox4x32({calls_++, entity_, static_cast<std::uint32_t>(node_),
                                          static_cast<std::uint32_t>(node_ >> 32)},
                                         key_);
    second_ = std::uint64_t{words[2]} << 32 | words[3];
    return std::uint64_t{words[0]} << 32 | words[1];
  }

  /// Uniform on the open interval (0, 1): the middles of 2^52 equal cells.
  constexpr double uniform() { return (static_cast<double>(next() >> 12) + 0.5) * 0x1p-52; }

  /// Uniform on [0, n) up to a bias of n / 2^64.
  constexpr std::uint32_t below(std::uint32_t n) {
    const std::uint64_t word = next();
    const std::uint64_t low = (word & 0xffffffff) * n >> 32;
    return static_cast<std::uint32_t>(((word >> 32) * n + low) >> 32);
  }

 private:
  PhiloxKey key_;
  std::uint64_t node_;
  std::uint64_t second_ = 0;
  std::uint32_t entity_;
  std::uint32_t calls_ = 0;
  bool has_second_ = false;
};

}  // namespace engram
