#pragma once

#include <cstdint>
#include <type_traits>

namespace engram {

/// Shape and number of the synaptic currents of a LIF neuron: one for both signs of the weight, or
/// two.
enum class LifKind : std::uint8_t { kExp1, kExp2, kAlpha1, kAlpha2, kDelta };

constexpr std::uint32_t currents_of(LifKind kind) {
  return kind == LifKind::kDelta ? 0 : (kind == LifKind::kExp2 || kind == LifKind::kAlpha2 ? 2 : 1);
}

constexpr bool is_alpha(LifKind kind) {
  return kind == LifKind::kAlpha1 || kind == LifKind::kAlpha2;
}

/// `function` called with the kind as a constant.
template <class Function>
auto with_kind(LifKind kind, Function&& function) {
  using enum LifKind;
  switch (kind) {
    case kExp1:
      return function(std::integral_constant<LifKind, kExp1>());
    case kExp2:
      return function(std::integral_constant<LifKind, kExp2>());
    case kAlpha1:
      return function(std::integral_constant<LifKind, kAlpha1>());
    case kAlpha2:
      return function(std::integral_constant<LifKind, kAlpha2>());
    default:
      return function(std::integral_constant<LifKind, kDelta>());
  }
}

/// Which numbers neurons of a population have of their own; each set holds the one before.
enum class LifOwn : std::uint8_t {
  kLevels,    ///< threshold, reset and constant current
  kMembrane,  ///< and what the potential decays and rises by
  kAll        ///< and what the currents decay and rise by
};

}  // namespace engram
