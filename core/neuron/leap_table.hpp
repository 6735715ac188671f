#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "core/neuron/lif_kernels.hpp"
#include "core/neuron/lif_propagators.hpp"
#include "core/neuron/neuron_group.hpp"

namespace engram {

/// The exact propagators of a leap over any number of steps, as a sequence of leaps that are
/// tabulated: one for each digit of the number to base 256. Two tables of 11 KB cover leaps of 6.5
/// s at steps of 0.1 ms, where one for every number of steps would not stay in the cache.
template <class Real>
class LeapTable {
 public:
  LeapTable(const LifModel& model, double step_ms) : model_(model), step_ms_(step_ms) {
    for (std::size_t place = 0; place < kPlaces; ++place) {
      for (Step digit = 0; digit < kBase; ++digit)
        tables_[place].push_back(leap(digit << (8 * place)));
    }
  }

  /// Moves a neuron over `steps` under a constant current (pA); `input` arrives at their end.
  void move(LifNeuron<Real>& neuron, Step steps, const std::array<Real, 2>& input,
            Real current) const {
    const LifKind kind = model_.kind;
    if (steps >= kBase) {
      const Step beyond = steps >> (8 * kPlaces) << (8 * kPlaces);
      if (beyond != 0) update(kind, leap(beyond), {}, current, neuron);
      for (std::size_t place = kPlaces - 1; place > 0; --place) {
        const auto digit = static_cast<std::size_t>(steps >> (8 * place)) % kBase;
        if (digit != 0) update(kind, tables_[place][digit], {}, current, neuron);
      }
    }
    update(kind, tables_[0][static_cast<std::size_t>(steps) % kBase], input, current, neuron);
  }

 private:
  static constexpr std::size_t kPlaces = 3;
  static constexpr Step kBase = 256;

  LifPropagators<Real> leap(Step steps) const {
    return rounded<Real>(model_.propagators(static_cast<double>(steps) * step_ms_));
  }

  LifModel model_;
  double step_ms_;
  std::array<std::vector<LifPropagators<Real>>, kPlaces> tables_;
};

}  // namespace engram
