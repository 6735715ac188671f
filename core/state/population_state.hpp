#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace engram {

/// A column of the state of a population: elements of a few bytes, little-endian.
struct StateColumn {
  /// Which neurons have an element.
  enum class Kind : std::uint8_t {
    kShared,  ///< none: one element for the population
    kEach,    ///< every neuron, in the order of their indices
    kSome     ///< those listed, any of them any number of times
  };

  Kind kind = Kind::kShared;
  std::uint32_t element_bytes = 0;
  /// kSome: of each element, index within the population.
  std::vector<std::uint32_t> neurons{};
  std::vector<std::byte> values{};

  friend bool operator==(const StateColumn&, const StateColumn&) = default;
};

/// All that distinguishes the neurons of a population, and the devices that act on them, from what
/// they are at time 0: columns by name. It does not depend on how the population is cut into
/// slices.
struct PopulationState {
  std::map<std::string, StateColumn, std::less<>> columns;

  /// Orders the elements of some neurons by neuron; those of one neuron stay in their order.
  void sort();

  friend bool operator==(const PopulationState&, const PopulationState&) = default;
};

}  // namespace engram
