#pragma once

#include <stdexcept>

#include "core/network/model_descriptor.hpp"
#include "core/neuron/exact_lif.hpp"
#include "core/neuron/lif_descriptor.hpp"
#include "core/registry/built_in_models.hpp"

// The models of the library by their types, for references that compute the models independently.

namespace engram::test {

template <class Visitor, class Model, class First, class... Rest>
auto visit_one_of(Visitor&& visitor, Model& model) {
  if (auto* m = model.template get_if<First>()) return visitor(*m);
  if constexpr (sizeof...(Rest) > 0) {
    return visit_one_of<Visitor, Model, Rest...>(std::forward<Visitor>(visitor), model);
  } else {
    throw std::invalid_argument("a model that is not of the library");
  }
}

/// As std::visit of a variant of all models. `Model` is NeuronModel or const NeuronModel.
template <class Visitor, class Model>
auto visit_model(Visitor&& visitor, Model& model) {
  return visit_one_of<Visitor, Model, IafPscExp, IafPscAlpha, IafPscDelta, IntFire, Relay,
                      PoissonPopulation, InhomogeneousPoissonPopulation, GammaPopulation,
                      PulsePackets, SpikeTrains, Replay>(std::forward<Visitor>(visitor), model);
}

/// The parameters of LIF neurons that do not differ, in numbers.
inline LifMembrane numbers_of(const LifParameters& p) {
  return {p.tau_m, p.C_m, p.t_ref, p.E_L, p.V_th, p.V_reset, p.I_e};
}

/// A LIF model in numbers.
inline LifModel lif_model_of(const NeuronModel& model) {
  return lif_descriptor(model)->lif_model(model);
}

/// The same on the continuous clock, where IntFire is one of them.
inline ExactLifModel exact_model_of(const NeuronModel& model) {
  const auto* unit = model.get_if<IntFire>();
  if (unit == nullptr) return make_exact_model(lif_model_of(model));
  ExactLifModel m;
  m.strict = true;
  m.tau_m = unit->tau;
  m.membrane_decay = -1 / m.tau_m;
  m.threshold = 1;
  m.caution = kCautionOfPotentials;
  m.t_ref = ticks_from_ms(unit->t_ref);
  return m;
}

}  // namespace engram::test
