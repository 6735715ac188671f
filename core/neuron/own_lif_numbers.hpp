#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/aligned_vector.hpp"
#include "core/neuron/lif_kernels.hpp"
#include "core/neuron/lif_propagators.hpp"

namespace engram {

/// The numbers of LIF neurons that differ, in columns: those in which all agree are kept once.
template <class Real>
class OwnLifNumbers {
 public:
  /// `models` are one a neuron; columns have `padded` entries, at least as many, a multiple of a
  /// vector's lanes. `step` is of the grid.
  OwnLifNumbers(std::span<const LifModel> models, std::uint32_t padded, Tick step) {
    const std::size_t n = models.size();
    std::vector<LifPropagators<Real>> p(n);
    for (std::size_t i = 0; i < n; ++i) {
      p[i] = rounded<Real>(models[i].propagators(ms_from_ticks(step)));
    }
    const auto fill = [&](Column& column, auto&& of) { column.fill(n, padded, of); };
    const auto real = [](double x) { return static_cast<Real>(x); };
    fill(V_decay_, [&](std::size_t i) { return p[i].V_decay; });
    fill(V_from_current_, [&](std::size_t i) { return p[i].V_from_current; });
    for (std::size_t r = 0; r < 2; ++r) {
      fill(V_from_I_[r], [&](std::size_t i) { return p[i].V_from_I[r]; });
      fill(V_from_dI_[r], [&](std::size_t i) { return p[i].V_from_dI[r]; });
      fill(I_decay_[r], [&](std::size_t i) { return p[i].I_decay[r]; });
      fill(I_from_dI_[r], [&](std::size_t i) { return p[i].I_from_dI[r]; });
      fill(input_gain_[r], [&](std::size_t i) { return real(models[i].input_gain[r]); });
    }
    fill(threshold_, [&](std::size_t i) { return real(models[i].threshold); });
    fill(reset_, [&](std::size_t i) { return real(models[i].reset); });
    fill(current_, [&](std::size_t i) { return real(models[i].membrane.I_e); });
    for (const LifModel& model : models) E_L_.push_back(model.membrane.E_L);
  }

  /// From neuron `first` on, a multiple of a vector's lanes.
  LifColumns<Real> columns(std::uint32_t first) const {
    LifColumns<Real> c;
    c.V_decay = V_decay_.from(first);
    c.V_from_current = V_from_current_.from(first);
    for (std::size_t r = 0; r < 2; ++r) {
      c.V_from_I[r] = V_from_I_[r].from(first);
      c.V_from_dI[r] = V_from_dI_[r].from(first);
      c.I_decay[r] = I_decay_[r].from(first);
      c.I_from_dI[r] = I_from_dI_[r].from(first);
      c.input_gain[r] = input_gain_[r].from(first);
    }
    c.threshold = threshold_.from(first);
    c.current = current_.from(first);
    return c;
  }

  Real reset(std::uint32_t neuron) const { return *reset_.from(0).at(neuron); }
  double E_L(std::uint32_t neuron) const { return E_L_[neuron]; }

 private:
  /// Of which vectors are read; no processor has longer ones.
  static constexpr std::uint32_t kLanes = 64 / sizeof(Real);

  class Column {
   public:
    template <class Of>
    void fill(std::size_t neurons, std::uint32_t padded, Of&& of) {
      differs_ = false;
      for (std::size_t i = 1; i < neurons; ++i) differs_ = differs_ || of(i) != of(0);
      values_.assign(differs_ ? padded : kLanes, of(0));
      for (std::size_t i = 0; differs_ && i < neurons; ++i) values_[i] = of(i);
    }
    LifColumn<Real> from(std::uint32_t first) const {
      if (!differs_) return {values_.data(), 0};
      return {values_.data() + first, ~std::uint32_t{0}};
    }

   private:
    AlignedVector<Real> values_;
    bool differs_ = false;
  };

  Column V_decay_, V_from_current_, threshold_, reset_, current_;
  std::array<Column, 2> V_from_I_, V_from_dI_, I_decay_, I_from_dI_, input_gain_;
  std::vector<double> E_L_;  ///< mV
};

}  // namespace engram
