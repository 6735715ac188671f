#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "core/base/aligned_vector.hpp"
#include "core/base/given_time.hpp"
#include "core/neuron/lif_kernels.hpp"
#include "core/neuron/lif_propagators.hpp"

namespace engram {

/// The numbers of LIF neurons that differ, in columns: those in which all agree are kept once.
template <class Real>
class OwnLifNumbers {
 public:
  /// `models` are one a neuron and differ in `own`; columns have `padded` entries, at least as
  /// many, a multiple of a vector's lanes. `step` is of the grid.
  OwnLifNumbers(std::span<const LifModel> models, LifOwn own, std::uint32_t padded, Tick step)
      : own_(own), padded_(padded) {
    const std::size_t n = models.size();
    std::vector<LifPropagators<Real>> p(n);
    for (std::size_t i = 0; i < n; ++i) {
      p[i] = rounded<Real>(models[i].propagators(ms_from_ticks(step)));
    }
    const auto fill = [&](Column& column, auto&& of) { column.fill(n, padded, of); };
    const auto real = [](double x) { return static_cast<Real>(x); };
    fill(V_decay_, [&](std::size_t i) { return p[i].V_decay; });
    for (std::size_t r = 0; r < 2; ++r) {
      fill(V_from_I_[r], [&](std::size_t i) { return p[i].V_from_I[r]; });
      fill(V_from_dI_[r], [&](std::size_t i) { return p[i].V_from_dI[r]; });
      fill(I_decay_[r], [&](std::size_t i) { return p[i].I_decay[r]; });
      fill(I_from_dI_[r], [&](std::size_t i) { return p[i].I_from_dI[r]; });
      fill(input_gain_[r], [&](std::size_t i) { return real(models[i].input_gain[r]); });
    }
    fill(threshold_, [&](std::size_t i) { return real(models[i].threshold); });
    fill(reset_, [&](std::size_t i) { return real(models[i].reset); });
    for (std::size_t i = 0; i < n; ++i) {
      E_L_.push_back(models[i].membrane.E_L);
      refractory_steps_.push_back(nearest_multiple(models[i].membrane.t_ref, step) / step);
      currents_.push_back({p[i].V_from_current, real(models[i].membrane.I_e)});
    }
    set_current(0);
  }

  /// `current` (pA) is of the devices.
  void set_current(Real current) {
    if (current == device_current_) return;
    device_current_ = current;
    drift_.fill(currents_.size(), padded_, [&](std::size_t i) {
      return currents_[i].V_from_current * (currents_[i].I_e + current);
    });
  }

  /// From neuron `first` on, a multiple of a vector's lanes.
  LifColumns<Real> columns(std::uint32_t first) const {
    LifColumns<Real> c;
    c.own = own_;
    c.V_decay = V_decay_.from(first);
    for (std::size_t r = 0; r < 2; ++r) {
      c.V_from_I[r] = V_from_I_[r].from(first);
      c.V_from_dI[r] = V_from_dI_[r].from(first);
      c.I_decay[r] = I_decay_[r].from(first);
      c.I_from_dI[r] = I_from_dI_[r].from(first);
      c.input_gain[r] = input_gain_[r].from(first);
    }
    c.threshold = threshold_.from(first);
    c.drift = drift_.from(first);
    return c;
  }

  Real reset(std::uint32_t neuron) const { return *reset_.from(0).at(neuron); }
  double E_L(std::uint32_t neuron) const { return E_L_[neuron]; }
  Step refractory_steps(std::uint32_t neuron) const { return refractory_steps_[neuron]; }

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

  struct Current {
    Real V_from_current;
    Real I_e;
  };

  LifOwn own_;
  std::uint32_t padded_;
  Column V_decay_, threshold_, reset_, drift_;
  std::array<Column, 2> V_from_I_, V_from_dI_, I_decay_, I_from_dI_, input_gain_;
  std::vector<Current> currents_;
  Real device_current_ = std::numeric_limits<Real>::quiet_NaN();  ///< pA; of none yet
  std::vector<double> E_L_;                                       ///< mV
  std::vector<Step> refractory_steps_;
};

}  // namespace engram
