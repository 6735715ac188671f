#pragma once

#include <span>

namespace engram::test {

/// The parts of DecayOf (core/random/math-inl.hpp), of one x.
struct DecayParts {
  double factor = 0;
  double change = 0;
  double beyond_linear = 0;

  friend bool operator==(const DecayParts&, const DecayParts&) = default;
};

/// DecayOf in the widest vectors, neighbours in `x` side by side. `x.size()` is a multiple of 8.
void decays(std::span<const double> x, std::span<DecayParts> out);

/// DecayOf in a vector of one lane.
DecayParts decay_alone(double x);

}  // namespace engram::test
