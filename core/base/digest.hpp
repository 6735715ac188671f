#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "core/base/spike_hash.hpp"

namespace engram {

static_assert(std::endian::native == std::endian::little);

/// A 64-bit digest of a sequence of numbers and texts, in their order. It detects
/// accidental changes. It is not cryptographic: a text with a given digest can be constructed.
class Digest {
 public:
  template <std::integral Integer>
  constexpr void add(Integer value) {
    value_ = mix64((value_ ^ static_cast<std::uint64_t>(value)) + 0x9e3779b97f4a7c15u);
  }
  constexpr void add(double value) { add(std::bit_cast<std::uint64_t>(value)); }

  /// Eight bytes a number, in the order of their addresses; then the length.
  void add(std::string_view text) {
    constexpr std::size_t kWord = sizeof(std::uint64_t);
    for (std::size_t i = 0; i < text.size(); i += kWord) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data() + i, text.size() - i < kWord ? text.size() - i : kWord);
      add(word);
    }
    add(text.size());
  }

  constexpr std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0;
};

}  // namespace engram
