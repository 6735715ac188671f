#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <type_traits>

#include "core/base/time.hpp"

namespace engram {

static_assert(std::endian::native == std::endian::little);

/// How an element of a column of state is stored: without padding, little-endian.
template <class T>
struct StateBytes {
  static_assert(std::is_arithmetic_v<T>, "state is stored number by number");
  static constexpr std::size_t kSize = sizeof(T);
  static void store(const T& value, std::byte* to) { std::memcpy(to, &value, kSize); }
  static void load(T& value, const std::byte* from) { std::memcpy(&value, from, kSize); }
};

/// Tick, then fraction.
template <>
struct StateBytes<Time> {
  static constexpr std::size_t kSize = sizeof(Tick) + sizeof(std::uint32_t);
  static void store(const Time& value, std::byte* to) {
    StateBytes<Tick>::store(value.tick, to);
    StateBytes<std::uint32_t>::store(value.fraction, to + sizeof(Tick));
  }
  static void load(Time& value, const std::byte* from) {
    StateBytes<Tick>::load(value.tick, from);
    StateBytes<std::uint32_t>::load(value.fraction, from + sizeof(Tick));
  }
};

/// One element after another.
template <class T, std::size_t N>
struct StateBytes<T[N]> {
  static constexpr std::size_t kOne = StateBytes<T>::kSize;
  static constexpr std::size_t kSize = N * kOne;
  static void store(const T (&values)[N], std::byte* to) {
    for (std::size_t i = 0; i < N; ++i) StateBytes<T>::store(values[i], to + i * kOne);
  }
  static void load(T (&values)[N], const std::byte* from) {
    for (std::size_t i = 0; i < N; ++i) StateBytes<T>::load(values[i], from + i * kOne);
  }
};

/// One element after another.
template <class T, std::size_t N>
struct StateBytes<std::array<T, N>> {
  static constexpr std::size_t kOne = StateBytes<T>::kSize;
  static constexpr std::size_t kSize = N * kOne;
  static void store(const std::array<T, N>& values, std::byte* to) {
    for (std::size_t i = 0; i < N; ++i) StateBytes<T>::store(values[i], to + i * kOne);
  }
  static void load(std::array<T, N>& values, const std::byte* from) {
    for (std::size_t i = 0; i < N; ++i) StateBytes<T>::load(values[i], from + i * kOne);
  }
};

}  // namespace engram
