// The LIF update: the only place where a leaky integrate-and-fire neuron moves on. Included once
// for every instruction set (Highway's foreach_target); a vector of one lane serves single neurons.

#if defined(ENGRAM_CORE_NEURON_LIF_UPDATE_INL_HPP_) == defined(HWY_TARGET_TOGGLE)
#ifdef ENGRAM_CORE_NEURON_LIF_UPDATE_INL_HPP_
#undef ENGRAM_CORE_NEURON_LIF_UPDATE_INL_HPP_
#else
#define ENGRAM_CORE_NEURON_LIF_UPDATE_INL_HPP_
#endif

#include <hwy/highway.h>

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

/// One exact step. `input` is what arrives at its end (pA times the model's gain; mV for delta);
/// `current` (pA) flows during it.
///
/// NEST's order (iaf_psc_exp, iaf_psc_alpha): the potential moves on under the currents at the
/// beginning of the step, then the input of the step's end jumps the currents.
template <LifKind kKind, class D>
HWY_INLINE void UpdateLif(D d, const LifPropagators<hn::TFromD<D>>& p, const hn::Vec<D>* input,
                          hn::Vec<D> current, LifState<D>& s) {
  auto V = hn::MulAdd(hn::Set(d, p.V_from_V), s.V, hn::Mul(hn::Set(d, p.V_from_current), current));
  if constexpr (kKind == LifKind::kDelta) {
    V = hn::Add(V, input[0]);
  }
  for (std::size_t r = 0; r < currents_of(kKind); ++r) {
    V = hn::MulAdd(hn::Set(d, p.V_from_I[r]), s.I[r], V);
    if constexpr (kKind == LifKind::kAlpha1 || kKind == LifKind::kAlpha2) {
      V = hn::MulAdd(hn::Set(d, p.V_from_dI[r]), s.dI[r], V);
      s.I[r] = hn::MulAdd(hn::Set(d, p.I_from_I[r]), s.I[r],
                          hn::Mul(hn::Set(d, p.I_from_dI[r]), s.dI[r]));
      s.dI[r] = hn::MulAdd(hn::Set(d, p.I_from_I[r]), s.dI[r], input[r]);
    } else {
      s.I[r] = hn::MulAdd(hn::Set(d, p.I_from_I[r]), s.I[r], input[r]);
    }
  }
  s.V = V;
}

}  // namespace HWY_NAMESPACE
}  // namespace engram
HWY_AFTER_NAMESPACE();

#endif
