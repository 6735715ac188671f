#pragma once

#include <algorithm>

#include "core/registry/built_in_models.hpp"
#include "core/support/twin_networks.hpp"

// Small random networks of the continuous clock in which much happens at once.

namespace engram::test {

/// 1 tick, in ms.
inline constexpr double kOneTick = 1e-9;

inline Distribution random_short_delay(Dice& dice) {
  switch (dice.whole(0, 4)) {
    case 0:
      return {Constant{kOneTick}};
    case 1:
      return {Uniform{kOneTick, 4 * kOneTick}};
    case 2:
      return {Uniform{kOneTick, 3}};
    case 3:
      return {Constant{dice.one_of({0.1, 1.5})}};
    default:
      return {Lognormal{-1, 1}, 0, 10, OutOfRange::kClip};
  }
}

inline NeuronModel random_continuous_neuron(Dice& dice) {
  const auto filled = [&](auto model) {
    model.tau_m = dice.real(5, 20);
    model.t_ref = dice.one_of({0.5, 2.0, 1.23456});
    model.I_e = dice.one_in(3) ? 1.05 * 15 * model.C_m / model.tau_m : 0;
    return model;
  };
  const auto synapses = [&](auto model) {
    model.tau_syn_ex = dice.one_of({model.tau_m.value(), 0.5, dice.real(0.3, 4)});
    model.tau_syn_in = dice.one_in(2) ? model.tau_syn_ex.value() : dice.real(0.3, 8);
    return model;
  };
  return dice.one_of<NeuronModel>({synapses(filled(IafPscExp{})), synapses(filled(IafPscAlpha{})),
                                   filled(IafPscDelta{}), IntFire{10, 3}});
}

/// A weight of which a dozen at once make a neuron fire.
inline double unit_weight(const NeuronModel& model) {
  if (model.holds<IafPscDelta>()) return 1.2;
  return model.holds<IntFire>() ? 0.1 : 120;
}

inline void add_sources(Dice& dice, Network& network) {
  const double ms = ms_from_ticks(network.duration);
  add_neurons(network, PoissonPopulation{.rate = 40}, Precision::kDouble, 130);
  // Many at once, on whole milliseconds, and some alone.
  SpikeTrains trains;
  trains.times.resize(70);
  for (auto& train : trains.times) {
    for (double t = 1; t < ms; t += 1) {
      if (dice.one_in(5)) train.push_back(t);
      if (dice.one_in(9)) train.push_back(t + dice.real(0.01, 0.9));
    }
  }
  add_neurons(network, trains, Precision::kDouble, 70);
}

inline void add_current(Dice& dice, Network& network, PopulationIndex target) {
  StepCurrent current{target, {}, {}};
  for (double t = 0; t < 7; t += dice.one_of({1.0, 0.0123457, 2.718281828})) {
    current.times.push_back(t);
    current.amplitudes.push_back(dice.real(-100, 200));
  }
  network.devices.push_back(current);
}

/// Sources, neurons of a few models, drives, step currents; 6 ms.
inline Network random_continuous_network(Dice& dice) {
  Network network = empty_network(6);
  network.clock = Clock::any_time();
  network.seed = static_cast<std::uint64_t>(dice.whole(0, 1'000'000));
  add_sources(dice, network);
  const bool relays = dice.one_in(2);
  if (relays) add_neurons(network, Relay{}, Precision::kDouble, 70);
  const auto first = static_cast<PopulationIndex>(network.populations.size());
  for (std::int64_t n = dice.whole(1, 3); n > 0; --n) {
    const NeuronModel model = random_continuous_neuron(dice);
    const PopulationIndex p = add_neurons(network, model, Precision::kDouble,
                                          static_cast<std::uint64_t>(dice.whole(65, 200)));
    if (model.holds<IntFire>()) continue;
    network.populations[p].initial_V_m = Distribution{Uniform{-70, -55.1}};
    if (dice.one_in(2)) {
      network.devices.push_back(
          PoissonDrive{.target = p, .rate = 8000, .weight = 0.5 * unit_weight(model)});
    }
    if (dice.one_in(2)) add_current(dice, network, p);
  }
  const auto connect_all = [&](PopulationIndex source, PopulationIndex target, double factor) {
    const double unit = unit_weight(network.populations[target].model);
    network.projections.push_back(
        {.source = source,
         .target = target,
         .rule = FixedInDegree{static_cast<std::uint64_t>(dice.whole(1, 20)), true, true},
         .weight = dice.one_in(2) ? Distribution{Constant{factor * unit}}
                                  : Distribution{Normal{factor * unit, 0.2 * unit}},
         .delay = random_short_delay(dice)});
  };
  if (relays) {
    for (const PopulationIndex source : {0u, 1u}) {
      connect_all(source, first - 1, 1);
      network.projections.back().rule = FixedInDegree{2, true, true};
    }
  }
  const auto end = static_cast<PopulationIndex>(network.populations.size());
  for (PopulationIndex target = first; target < end; ++target) {
    for (PopulationIndex source = 0; source < end; ++source) {
      if (source < first || dice.one_in(2)) {
        connect_all(source, target, source < first ? 2 : dice.one_of({1.0, -3.0}));
      }
    }
  }
  return network;
}

}  // namespace engram::test
