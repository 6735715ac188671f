#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "core/neuron/lif_kernels.hpp"
#include "core/neuron/lif_propagators.hpp"
#include "core/neuron/neuron_group.hpp"

namespace engram {

/// The exact propagators of a leap over any number of steps, as a sequence of leaps that are
/// tabulated: one for each digit of the number to base 64. Four tables of 3 KB cover leaps of half
/// an hour at steps of 0.1 ms; a table of every number of steps would not stay in the cache.
template <class Real>
class LeapTable {
 public:
  LeapTable(const LifModel& model, double step_ms) : model_(model), step_ms_(step_ms) {
    for (std::size_t place = 0; place < kPlaces; ++place) {
      for (Step digit = 0; digit < kBase; ++digit)
        tables_[place].push_back(leap(digit << (kBits * place)));
    }
  }

  /// Moves a neuron over `steps` under a constant current (pA); `input` arrives at their end.
  void move(LifNeuron<Real>& neuron, Step steps, const std::array<Real, 2>& input,
            Real current) const {
    const LifKind kind = model_.kind;
    if (steps >= kBase) {
      const Step beyond = steps >> (kBits * kPlaces) << (kBits * kPlaces);
      if (beyond != 0) update(kind, leap(beyond), {}, current, neuron);
      for (std::size_t place = kPlaces - 1; place > 0; --place) {
        const auto digit = static_cast<std::size_t>(steps >> (kBits * place)) % kBase;
        if (digit != 0) update(kind, tables_[place][digit], {}, current, neuron);
      }
    }
    update(kind, tables_[0][static_cast<std::size_t>(steps) % kBase], input, current, neuron);
  }

 private:
  static constexpr std::size_t kPlaces = 4;
  static constexpr std::size_t kBits = 6;
  static constexpr Step kBase = 1 << kBits;

  LifPropagators<Real> leap(Step steps) const {
    return rounded<Real>(model_.propagators(static_cast<double>(steps) * step_ms_));
  }

  LifModel model_;
  double step_ms_;
  std::array<std::vector<LifPropagators<Real>>, kPlaces> tables_;
};

}  // namespace engram
