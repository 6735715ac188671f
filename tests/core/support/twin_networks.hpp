#pragma once

#include <random>

#include "core/support/small_network.hpp"

// Random networks that the slow twin can simulate.

namespace engram::test {

/// Numbers for a test from one seed.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  double real(double low, double high) { return low + (high - low) * unit(); }
  std::int64_t whole(std::int64_t low, std::int64_t high) {  ///< both included
    return low + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool one_in(int n) { return whole(1, n) == 1; }
  template <class T>
  T one_of(std::initializer_list<T> values) {
    return *(values.begin() + whole(0, static_cast<std::int64_t>(values.size()) - 1));
  }

 private:
  double unit() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }
  std::mt19937_64 engine_;
};

enum class Wiring { kAny, kFeedForward };

/// Spike trains, perhaps a relay, and LIF populations of all models in double precision, connected
/// at random with strong synapses; some with step currents.
inline Network random_twin_network(Dice& dice, Wiring wiring) {
  const double step = dice.one_of({0.1, 0.25, 1.0});
  const std::int64_t steps = dice.whole(60, 400);
  Network network = empty_network(static_cast<double>(steps) * step, step);

  SpikeTrains trains;
  trains.times.resize(static_cast<std::size_t>(dice.whole(1, 5)));
  for (auto& times : trains.times) {
    const std::int64_t longest = dice.one_of<std::int64_t>({3, 40});
    for (std::int64_t at = dice.whole(1, 40); at <= steps; at += dice.whole(0, longest)) {
      times.push_back(static_cast<double>(at) * step);
      if (times.size() == 100) break;
    }
  }
  add_neurons(network, trains, Precision::kDouble, trains.times.size());
  if (dice.one_in(2)) {
    add_neurons(network, Relay{}, Precision::kDouble, static_cast<std::uint64_t>(dice.whole(1, 3)));
  }
  const std::size_t first_lif = network.populations.size();
  for (std::int64_t k = dice.whole(1, 3); k > 0; --k) {
    const auto membrane = [&](auto model) {
      model.tau_m = dice.real(3, 30);
      model.C_m = dice.real(50, 400);
      model.t_ref = static_cast<double>(dice.whole(0, 20)) * step;
      model.E_L = dice.real(-75, -60);
      model.V_reset = model.E_L + dice.real(-8, 3);
      model.V_th = model.E_L + dice.real(5, 20);
      const double rheobase = (model.V_th - model.E_L) * model.C_m / model.tau_m;
      if (dice.one_in(3)) model.I_e = dice.real(-0.5, 1.2) * rheobase;
      return model;
    };
    const auto synapses = [&](auto model) {
      model.tau_syn_ex = dice.real(0.5, 40);
      model.tau_syn_in = dice.one_in(2) ? model.tau_syn_ex.value() : dice.real(0.5, 40);
      model.separate_currents = dice.one_in(2);
      return model;
    };
    const NeuronModel model =
        dice.one_of<NeuronModel>({membrane(synapses(IafPscExp{})),
                                  membrane(synapses(IafPscAlpha{})), membrane(IafPscDelta{})});
    const PopulationIndex p = add_neurons(network, model, Precision::kDouble,
                                          static_cast<std::uint64_t>(dice.whole(1, 8)));
    if (dice.one_in(3)) {
      StepCurrent current{p, {}, {}};
      for (std::int64_t at = dice.whole(0, 50); at < steps; at += dice.whole(1, 150)) {
        current.times.push_back(static_cast<double>(at) * step);
        current.amplitudes.push_back(dice.real(-300, 600));
      }
      network.devices.push_back(current);
    }
  }
  const auto populations = static_cast<PopulationIndex>(network.populations.size());
  for (PopulationIndex source = 0; source < populations; ++source) {
    for (PopulationIndex target = 1; target < populations; ++target) {
      // Relays that excite themselves would never end.
      const bool loop = target <= source && (wiring == Wiring::kFeedForward || target < first_lif);
      if (loop || dice.one_in(4)) continue;
      const bool jumps = network.populations[target].model.holds<IafPscDelta>();
      Projection projection;
      projection.source = source;
      projection.target = target;
      ExplicitList list;
      for (std::int64_t n = dice.whole(0, 12); n > 0; --n) {
        const auto of = [&](PopulationIndex p) {
          return static_cast<std::uint32_t>(
              dice.whole(0, static_cast<std::int64_t>(network.populations[p].size) - 1));
        };
        const double weight = jumps ? dice.real(-6, 10) : dice.real(-900, 1500);
        list.connections.push_back(
            {of(source), of(target), weight, static_cast<double>(dice.whole(1, 30)) * step});
      }
      projection.rule = list;
      network.projections.push_back(projection);
    }
  }
  return network;
}

}  // namespace engram::test
