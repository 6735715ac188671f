#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "core/network/network.hpp"
#include "core/registry/built_in_models.hpp"
#include "core/support/twin_networks.hpp"
#include "core/support/visit_model.hpp"

// Random networks on the continuous clock that the exact reference can simulate.

namespace engram::test {

enum class CellModel { kExp, kAlpha, kDelta, kIntFire, kRelay };
/// How tau_m and the synaptic time constants of a neuron relate.
enum class TimeConstants {
  kAnyhow,
  kEqual,       ///< all the same
  kNearlyEqual  ///< relative differences between 1e-15 and 1e-4, as 10 and 10.000001
};

/// A network without neurons; `duration` in ms.
inline Network continuous_network(double duration) {
  Network network;
  network.name = "test";
  network.clock = Clock::any_time();
  network.duration = ticks_from_ms(duration);
  return network;
}

/// Adds neurons in double precision that start at rest.
inline PopulationIndex add_exact(Network& network, const NeuronModel& model,
                                 std::uint64_t size = 1) {
  const PopulationIndex index = add_neurons(network, model, Precision::kDouble, size);
  network.populations[index].sleep = Sleep::kAuto;
  return index;
}

inline ExplicitList& add_list(Network& network, PopulationIndex source, PopulationIndex target) {
  Projection projection;
  projection.source = source;
  projection.target = target;
  projection.rule = ExplicitList{};
  network.projections.push_back(std::move(projection));
  return std::get<ExplicitList>(network.projections.back().rule);
}

/// A neuron of random parameters at rest. V_reset lies within 8 mV below or 3 above E_L, 2 at least
/// below V_th; t_ref is between `least_t_ref` and 3 ms, or `least_t_ref`; I_e is 0.
inline NeuronModel random_cell(Dice& dice, CellModel model,
                               TimeConstants taus = TimeConstants::kAnyhow,
                               double least_t_ref = 0) {
  const double tau_m = dice.real(5, 20);
  const auto tau_syn = [&] {
    if (taus == TimeConstants::kEqual) return tau_m;
    if (taus == TimeConstants::kAnyhow) return dice.real(0.5, 40);
    const double sign = dice.one_of({-1.0, 1.0});
    return tau_m * (1 + sign * std::pow(10, dice.real(-15, -4)));
  };
  const auto t_ref = [&] {
    return dice.one_in(4) ? least_t_ref : on_tick(dice.real(least_t_ref, 3));
  };
  const auto lif = [&](auto neuron) {
    neuron.tau_m = tau_m;
    neuron.C_m = dice.real(50, 400);
    neuron.t_ref = t_ref();
    neuron.E_L = dice.real(-75, -60);
    neuron.V_reset = neuron.E_L + dice.real(-8, 3);
    neuron.V_th = neuron.E_L + dice.real(5, 20);
    if constexpr (requires { neuron.tau_syn_ex; }) {
      neuron.tau_syn_ex = tau_syn();
      neuron.tau_syn_in = tau_syn();
      neuron.separate_currents = dice.one_in(2);
    }
    return neuron;
  };
  switch (model) {
    case CellModel::kExp:
      return lif(IafPscExp{});
    case CellModel::kAlpha:
      return lif(IafPscAlpha{});
    case CellModel::kDelta:
      return lif(IafPscDelta{});
    case CellModel::kIntFire:
      return IntFire{tau_m, t_ref()};
    case CellModel::kRelay:
      return Relay{};
  }
  return Relay{};
}

/// Membrane time constant (ms); 10 of a neuron without.
inline double membrane_tau(const NeuronModel& model) {
  return visit_model(
      [](const auto& m) -> double {
        if constexpr (requires { m.tau_m; }) return m.tau_m;
        if constexpr (requires { m.tau; }) return m.tau;
        return 10;
      },
      model);
}

/// Weights with which an excitatory and an inhibitory input change the integral of the potential by
/// the same amount, plus and minus: `mean` times the threshold (relative to rest) where one input
/// comes every `interval` ms.
inline std::pair<double, double> opposite_weights(const NeuronModel& model, double mean,
                                                  double interval) {
  const auto synaptic = [&](const auto& m, double charge) {
    // The mean current I = w tau_syn charge / interval, and V = I tau_m / C_m.
    const double I = mean * (m.V_th - m.E_L) * m.C_m / m.tau_m * interval / charge;
    return std::pair{I / m.tau_syn_ex, -I / m.tau_syn_in};
  };
  if (const auto* exp = model.get_if<IafPscExp>()) return synaptic(*exp, 1);
  if (const auto* alpha = model.get_if<IafPscAlpha>()) return synaptic(*alpha, std::numbers::e);
  double jump = mean * interval / membrane_tau(model);
  if (const auto* delta = model.get_if<IafPscDelta>()) jump *= delta->V_th - delta->E_L;
  return {jump, -jump};
}

/// Sources that fire off the grid in (0, end] (ms), each at intervals uniform on (0, 2 `interval`).
/// Half the time they are a SpikeTrains, whose times a tick is fine enough for, else a Replay.
inline PopulationIndex add_off_grid_sources(Network& network, Dice& dice, std::uint64_t size,
                                            double interval, double end) {
  SpikeTrains trains;
  Replay replay;
  for (std::uint64_t n = 0; n < size; ++n) {
    auto& times = trains.times.emplace_back();
    auto& moments = replay.times.emplace_back();
    for (double at = dice.real(0, interval); at < end; at += dice.real(0, 2 * interval)) {
      if (ticks_from_ms(at) < 1) continue;
      times.push_back(at);
      moments.push_back({ticks_from_ms(at), static_cast<std::uint32_t>(dice.whole(0, 0xffffffff))});
    }
  }
  if (dice.one_in(2)) return add_exact(network, trains, size);
  return add_exact(network, replay, size);
}

/// Ten off-grid sources to each neuron of a population, two of them inhibitory, eight spikes a
/// membrane time constant in all, that drive its mean potential to `mean` times the threshold: it
/// fires steadily above 1. Delays of 0.1 to 3 ms that no grid has.
inline void drive_off_grid(Network& network, Dice& dice, PopulationIndex target, double mean,
                           double end) {
  const NeuronModel model = network.populations[target].model;
  const std::uint64_t size = network.populations[target].size;
  const double interval = membrane_tau(model) / 8;
  const auto [ex, in] = opposite_weights(model, mean / 0.6, interval);
  const PopulationIndex source = add_off_grid_sources(network, dice, 10 * size, 10 * interval, end);
  ExplicitList& list = add_list(network, source, target);
  for (std::uint32_t s = 0; s < 10 * size; ++s) {
    const double weight = (s % 5 == 4 ? in : ex) * dice.real(0.8, 1.2);
    list.connections.push_back({s, s / 10, weight, on_tick(dice.real(0.1, 3))});
  }
}

/// One neuron, the population 0, that off-grid input makes fire 1,000 times or more.
inline Network single_neuron(Dice& dice, CellModel model, TimeConstants taus) {
  Network network = continuous_network(1);
  const PopulationIndex neuron = add_exact(network, random_cell(dice, model, taus));
  const double tau_m = membrane_tau(network.populations[neuron].model);
  const double duration =
      model == CellModel::kRelay ? 1'300 * tau_m / 8 : 1'300 * (1.4 * tau_m + 2);
  network.duration = ticks_from_ms(duration);
  drive_off_grid(network, dice, neuron, 2, duration);
  return network;
}

/// Random connections, `in_degree` to each target, of weights between -w and `balance` w, where w
/// at the rate of one input a membrane time constant would drive the target to 0.4 of its
/// threshold.
inline void connect_at_random(Network& network, Dice& dice, PopulationIndex source,
                              PopulationIndex target, int in_degree, double balance) {
  const Population& to = network.populations[target];
  const auto last = static_cast<std::int64_t>(network.populations[source].size) - 1;
  const auto [ex, in] = opposite_weights(to.model, 0.4, membrane_tau(to.model));
  const std::uint64_t size = to.size;
  ExplicitList& list = add_list(network, source, target);
  for (std::uint32_t t = 0; t < size; ++t) {
    for (int n = 0; n < in_degree; ++n) {
      const double strength = dice.real(-1, balance);
      list.connections.push_back({static_cast<std::uint32_t>(dice.whole(0, last)), t,
                                  strength < 0 ? -strength * in : strength * ex,
                                  on_tick(dice.real(0.1, 3))});
    }
  }
}

/// Two layers of four neurons, populations 0 and 1, the second a relay perhaps; the first is driven
/// off the grid and drives the second, which fires at least 1,000 times.
inline Network feed_forward(Dice& dice, CellModel first, CellModel second) {
  Network network = continuous_network(1);
  for (const CellModel model : {first, second}) {
    add_exact(network, random_cell(dice, model), 4);
  }
  const double duration = 300 * (1.5 * membrane_tau(network.populations[1].model) + 3);
  network.duration = ticks_from_ms(duration);
  drive_off_grid(network, dice, 0, 1.5, duration);
  if (second != CellModel::kRelay) drive_off_grid(network, dice, 1, 1.5, duration);
  connect_at_random(network, dice, 0, 1, 4, 1.5);
  return network;
}

/// Up to 20 neurons of all models, populations 0, 1, ..., that excite and inhibit each other at
/// random, driven off the grid; `duration` in ms. Small differences may grow: see `Perturbation`.
inline Network recurrent(Dice& dice, double duration) {
  Network network = continuous_network(duration);
  constexpr double kLeastRefractoriness = 1;  // keeps those that excite themselves from exploding
  const auto populations = static_cast<PopulationIndex>(dice.whole(1, 4));
  for (PopulationIndex p = 0; p < populations; ++p) {
    const auto model =
        dice.one_of({CellModel::kExp, CellModel::kAlpha, CellModel::kDelta, CellModel::kIntFire});
    const auto taus =
        dice.one_of({TimeConstants::kAnyhow, TimeConstants::kEqual, TimeConstants::kNearlyEqual});
    const NeuronModel cell = random_cell(dice, model, taus, kLeastRefractoriness);
    add_exact(network, cell, static_cast<std::uint64_t>(dice.whole(1, 5)));
  }
  for (PopulationIndex p = 0; p < populations; ++p) {
    drive_off_grid(network, dice, p, dice.real(0.7, 1.5), duration);
    for (PopulationIndex q = 0; q < populations; ++q) {
      if (dice.one_in(4)) continue;
      connect_at_random(network, dice, p, q, static_cast<int>(dice.whole(1, 3)), 0.9);
    }
  }
  return network;
}

}  // namespace engram::test
