#include "core/support/grazing_networks.hpp"

#include "core/registry/built_in_models.hpp"
#include "core/support/exact_membrane.hpp"
#include "core/support/exact_reference.hpp"
#include "core/support/visit_model.hpp"

namespace engram::test {
namespace {

inline constexpr Tick kDelay = kTicksPerMs;

struct VolleyInput {
  Time time;
  double weight = 0;
};

using Volley = std::vector<VolleyInput>;  // by time

ExactMembrane membrane_of(const NeuronModel& model) {
  ExactMembrane membrane;
  membrane.tau_m = membrane_tau(model);
  visit_model(
      [&](const auto& m) {
        if constexpr (requires { m.C_m; }) {
          membrane.C_m = m.C_m.value();
          membrane.threshold = Real(m.V_th.value()) - m.E_L.value();
        }
        if constexpr (requires { m.tau_syn_ex; })
          membrane.tau_syn = {m.tau_syn_ex.value(), m.tau_syn_in.value()};
      },
      model);
  return membrane;
}

void take(ExactMembrane& membrane, const NeuronModel& model, double weight) {
  const std::size_t receptor = weight < 0 ? 1 : 0;
  if (model.holds<IafPscExp>()) {
    membrane.state.I[receptor] += weight;
  } else if (model.holds<IafPscAlpha>()) {
    membrane.state.dI[receptor] += weight * exp(Real(1)) / membrane.tau_syn[receptor];
  } else {
    membrane.state.u += weight;
  }
}

/// The highest potential above rest (mV) that a volley makes where there is no threshold.
Real peak_of(const NeuronModel& model, const Volley& volley) {
  ExactMembrane membrane = membrane_of(model);
  Real peak = 0;
  for (std::size_t i = 0; i < volley.size(); ++i) {
    take(membrane, model, volley[i].weight);
    const Real begin = real_ms(volley[i].time);
    const Real span = i + 1 < volley.size() ? Real(real_ms(volley[i + 1].time) - begin) : Real(370);
    peak = std::max(peak, membrane.state.u);
    for (const Real& t : membrane.extrema(span)) peak = std::max(peak, membrane.after(t).u);
    membrane.state = membrane.after(span);
  }
  return peak;
}

/// 1 to 4 inputs between 2 and 30 ms, the first excitatory.
Volley random_volley(Dice& dice, const NeuronModel& model) {
  const auto [ex, in] = opposite_weights(model, 1, membrane_tau(model));
  Volley volley;
  double at = 2;
  for (std::int64_t n = dice.whole(1, 4); n > 0; --n) {
    at += dice.real(0.01, 7);
    const double strength = volley.empty() ? 1 : dice.real(-1, 1);
    volley.push_back({{ticks_from_ms(at), static_cast<std::uint32_t>(dice.whole(0, 0xffffffff))},
                      strength < 0 ? -strength * in : strength * ex});
  }
  return volley;
}

/// Scales the weights to a peak of `height` times the threshold.
void scale(Volley& volley, const NeuronModel& model, const Real& height) {
  const Real factor = height * membrane_of(model).threshold / peak_of(model, volley);
  for (VolleyInput& input : volley) {
    input.weight = Real(input.weight * factor).convert_to<double>();
  }
}

/// The neuron, one source for each input, and the weak input at the end.
Network network_of(const NeuronModel& model, Volley volley) {
  Network network = continuous_network(500);
  add_exact(network, model);
  volley.push_back({{ticks_from_ms(400), 0}, volley.front().weight * 1e-3});
  Replay replay;
  for (const VolleyInput& input : volley) replay.times.push_back({input.time + -kDelay});
  const PopulationIndex source = add_exact(network, replay, volley.size());
  ExplicitList& list = add_list(network, source, 0);
  for (std::uint32_t i = 0; i < volley.size(); ++i) {
    list.connections.push_back({i, 0, volley[i].weight, ms_from_ticks(kDelay)});
  }
  return network;
}

/// A volley that overshoots by a fifth, with a strong inhibitory input `gap` (ms) after the
/// crossing, or before it. Of one excitatory input alone, so that nothing else decides.
Network inhibited(Dice& dice, CellModel cell, double gap) {
  const NeuronModel model = random_cell(dice, cell);
  const auto [ex, in] = opposite_weights(model, 1, membrane_tau(model));
  Volley volley{{{ticks_from_ms(dice.real(2, 9)), 0}, ex}};
  scale(volley, model, Real(1.2));
  const ExactRun alone = run_exactly(network_of(model, volley));
  const Real crossing = alone.spikes.at(0).at(0).time;
  // It outweighs what is left of the excitatory current, and its charge.
  const double strength = volley.front().weight / ex;
  const double weight = 20 * std::min(strength * in, -volley.front().weight);
  volley.push_back({time_before(crossing + gap), weight});
  return network_of(model, volley);
}

}  // namespace

GrazingNetwork grazing(Dice& dice, CellModel cell, TimeConstants taus, double margin) {
  const NeuronModel model = random_cell(dice, cell, taus);
  Volley volley = random_volley(dice, model);
  scale(volley, model, 1 + Real(margin));
  return {network_of(model, volley), margin > 0};
}

GrazingNetwork inhibited_too_late(Dice& dice, CellModel cell, double gap) {
  return {inhibited(dice, cell, gap), true};
}

GrazingNetwork inhibited_in_time(Dice& dice, double gap) {
  return {inhibited(dice, CellModel::kExp, -gap), false};
}

}  // namespace engram::test
