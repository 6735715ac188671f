#pragma once

#include "core/registry/built_in_models.hpp"
#include "core/support/exact_networks.hpp"

// Random networks in which many events fall into one instant.

namespace engram::test {

enum class Crowd {
  kAll,
  kOnGrid  ///< of delta neurons alone, from rest and without currents: each event is at a whole ms
};

/// Sources that fire at whole ms up to `duration`, several times at once perhaps.
inline void add_crowded_sources(Network& network, Dice& dice, std::int64_t duration) {
  SpikeTrains trains;
  trains.times.resize(static_cast<std::size_t>(dice.whole(1, 5)));
  for (auto& times : trains.times) {
    for (std::int64_t at = dice.whole(1, 5); at <= duration; at += dice.whole(0, 5)) {
      times.push_back(static_cast<double>(at));
      if (times.size() == 60) break;
    }
  }
  add_exact(network, trains, trains.times.size());
}

/// A neuron whose time constants and refractory time are whole ms, 15 mV below its threshold.
inline NeuronModel crowded_cell(Dice& dice, Crowd crowd) {
  const auto lif = [&](auto neuron) {
    neuron.tau_m = static_cast<double>(dice.whole(5, 20));
    // Currents of those that excite themselves without a pause would explode.
    const bool jumps = !requires { neuron.tau_syn_ex; };
    neuron.t_ref = static_cast<double>(dice.whole(jumps ? 0 : 1, 3));
    neuron.V_reset = dice.one_of({-70.0, -75.0, -60.0});
    const double rheobase = 15 * neuron.C_m / neuron.tau_m;
    if (crowd == Crowd::kAll && dice.one_in(4)) neuron.I_e = dice.real(-0.5, 2) * rheobase;
    return neuron;
  };
  if (crowd == Crowd::kOnGrid) return lif(IafPscDelta{});
  return dice.one_of<NeuronModel>({lif(IafPscExp{}), lif(IafPscAlpha{}), lif(IafPscDelta{}),
                                   IntFire{10, static_cast<double>(dice.whole(0, 3))}});
}

/// Perhaps lets a LIF population start at the threshold or above, perhaps gives it a step current.
inline void stir(Network& network, Dice& dice, PopulationIndex population) {
  if (dice.one_in(4)) {
    network.populations[population].initial_V_m =
        Distribution{Constant{dice.one_of({-55.0, -50.0})}};
  }
  if (dice.one_in(2)) return;
  StepCurrent current{population, {}, {}};
  const Tick duration = network.duration / kTicksPerMs;
  for (std::int64_t at = dice.whole(0, 10); at < duration; at += dice.whole(1, 20)) {
    current.times.push_back(static_cast<double>(at));
    current.amplitudes.push_back(dice.real(-300, 900));
  }
  network.devices.push_back(current);
}

/// A weight of which a few sum to the threshold exactly, where inputs make the potential jump.
inline double crowded_weight(Dice& dice, const NeuronModel& target) {
  if (target.holds<IntFire>()) {
    return 0.25 * static_cast<double>(dice.whole(-2, 4));
  }
  if (target.holds<IafPscDelta>()) {
    return 5.0 * static_cast<double>(dice.whole(-1, 2));
  }
  return dice.real(-900, 1500);
}

/// Up to 12 connections, several of one pair perhaps, with delays of 1 to 4 ms.
inline void connect_crowd(Network& network, Dice& dice, PopulationIndex source,
                          PopulationIndex target) {
  ExplicitList& list = add_list(network, source, target);
  const auto neuron_of = [&](PopulationIndex p) {
    const auto last = static_cast<std::int64_t>(network.populations[p].size) - 1;
    return static_cast<std::uint32_t>(dice.whole(0, last));
  };
  for (std::int64_t n = dice.whole(0, 12); n > 0; --n) {
    const std::uint32_t from = neuron_of(source);
    const std::uint32_t to = neuron_of(target);
    const double weight = crowded_weight(dice, network.populations[target].model);
    list.connections.push_back({from, to, weight, static_cast<double>(dice.whole(1, 4))});
  }
}

/// Sources (population 0), perhaps a relay, neurons of all models and step currents with all times,
/// delays and refractory times whole ms, weights that sum to the threshold exactly at times, and
/// several connections of a pair: many events fall into one instant, at the ends of refractory
/// times too. Some neurons start at the threshold or above it, some fire by themselves, off the
/// grid.
inline Network crowded(Dice& dice, Crowd crowd = Crowd::kAll) {
  const std::int64_t duration = dice.whole(20, 80);
  Network network = continuous_network(static_cast<double>(duration));
  add_crowded_sources(network, dice, duration);
  if (dice.one_in(2)) add_exact(network, Relay{}, static_cast<std::uint64_t>(dice.whole(1, 3)));
  const auto first_cell = static_cast<PopulationIndex>(network.populations.size());
  for (std::int64_t k = dice.whole(1, 4); k > 0; --k) {
    const NeuronModel model = crowded_cell(dice, crowd);
    const PopulationIndex p =
        add_exact(network, model, static_cast<std::uint64_t>(dice.whole(1, 4)));
    const bool is_lif = !network.populations[p].model.holds<IntFire>();
    if (crowd == Crowd::kAll && is_lif) stir(network, dice, p);
  }
  const auto populations = static_cast<PopulationIndex>(network.populations.size());
  for (PopulationIndex source = 0; source < populations; ++source) {
    for (PopulationIndex target = 1; target < populations; ++target) {
      // Relays that excite themselves, or each other by way of neurons, would never end.
      const bool loop = target < first_cell && source > 0;
      if (!loop && !dice.one_in(4)) connect_crowd(network, dice, source, target);
    }
  }
  return network;
}

}  // namespace engram::test
