// The LIF update: the only place where a leaky integrate-and-fire neuron moves on. Included once
// for every instruction set (Highway's foreach_target); a vector of one lane serves single neurons.

#if defined(ENGRAM_CORE_NEURON_LIF_UPDATE_INL_HPP_) == defined(HWY_TARGET_TOGGLE)
#ifdef ENGRAM_CORE_NEURON_LIF_UPDATE_INL_HPP_
#undef ENGRAM_CORE_NEURON_LIF_UPDATE_INL_HPP_
#else
#define ENGRAM_CORE_NEURON_LIF_UPDATE_INL_HPP_
#endif

#include <hwy/highway.h>

#include "core/neuron/lif_kernels.hpp"
#include "core/neuron/lif_propagators.hpp"

HWY_BEFORE_NAMESPACE();
namespace engram {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// The state of the neurons in the lanes of D; models use what they have. V is relative to E_L.
template <class D>
struct LifState {
  hn::Vec<D> V;
  hn::Vec<D> I[2];
  hn::Vec<D> dI[2];
};

/// The propagators that all lanes share, as vectors.
template <class D>
struct SharedPropagators {
  using V = hn::Vec<D>;
  D d;
  const LifPropagators<hn::TFromD<D>>& p;

  HWY_INLINE V V_decay() const { return hn::Set(d, p.V_decay); }
  HWY_INLINE V V_from_I(std::size_t r) const { return hn::Set(d, p.V_from_I[r]); }
  HWY_INLINE V V_from_dI(std::size_t r) const { return hn::Set(d, p.V_from_dI[r]); }
  HWY_INLINE V I_decay(std::size_t r) const { return hn::Set(d, p.I_decay[r]); }
  HWY_INLINE V I_from_dI(std::size_t r) const { return hn::Set(d, p.I_from_dI[r]); }
};

/// The propagators of neurons of which some are their own, `i` being the first lane's.
template <class D, LifOwn kOwn>
struct OwnPropagators {
  using V = hn::Vec<D>;
  using Real = hn::TFromD<D>;
  D d;
  const LifPropagators<Real>& p;
  const LifColumns<Real>& c;
  std::uint32_t i;

  template <LifOwn kFrom>
  HWY_INLINE V Of(Real shared, const LifColumn<Real>& column) const {
    if constexpr (kOwn >= kFrom) return hn::Load(d, column.at(i));
    return hn::Set(d, shared);
  }
  HWY_INLINE V V_decay() const { return Of<LifOwn::kMembrane>(p.V_decay, c.V_decay); }
  HWY_INLINE V V_from_I(std::size_t r) const {
    return Of<LifOwn::kMembrane>(p.V_from_I[r], c.V_from_I[r]);
  }
  HWY_INLINE V V_from_dI(std::size_t r) const {
    return Of<LifOwn::kMembrane>(p.V_from_dI[r], c.V_from_dI[r]);
  }
  HWY_INLINE V I_decay(std::size_t r) const { return Of<LifOwn::kAll>(p.I_decay[r], c.I_decay[r]); }
  HWY_INLINE V I_from_dI(std::size_t r) const {
    return Of<LifOwn::kAll>(p.I_from_dI[r], c.I_from_dI[r]);
  }
};

/// One exact step. `input` is what arrives at its end (pA times the model's gain; mV for delta);
/// `drift` is the change of the potential by the constant currents (mV).
///
/// The order of NEST's models: the potential moves on under the currents at the
/// beginning of the step, then the input of the step's end jumps the currents.
template <LifKind kKind, class D, class Propagators>
HWY_INLINE void UpdateLif(D, const Propagators& p, const hn::Vec<D>* input, hn::Vec<D> drift,
                          LifState<D>& s) {
  auto change = hn::MulAdd(p.V_decay(), s.V, drift);
  if constexpr (kKind == LifKind::kDelta) {
    change = hn::Add(change, input[0]);
  }
  for (std::size_t r = 0; r < currents_of(kKind); ++r) {
    const auto decay = p.I_decay(r);
    change = hn::MulAdd(p.V_from_I(r), s.I[r], change);
    if constexpr (is_alpha(kKind)) {
      change = hn::MulAdd(p.V_from_dI(r), s.dI[r], change);
      const auto flow = hn::Mul(p.I_from_dI(r), s.dI[r]);
      s.I[r] = hn::Add(s.I[r], hn::MulAdd(decay, s.I[r], flow));
      s.dI[r] = hn::Add(s.dI[r], hn::MulAdd(decay, s.dI[r], input[r]));
    } else {
      s.I[r] = hn::Add(s.I[r], hn::MulAdd(decay, s.I[r], input[r]));
    }
  }
  s.V = hn::Add(s.V, change);
}

}  // namespace HWY_NAMESPACE
}  // namespace engram
HWY_AFTER_NAMESPACE();

#endif
