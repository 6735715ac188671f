#pragma once

#include <algorithm>

#include "core/registry/built_in_models.hpp"
#include "core/support/plastic_choice.hpp"
#include "core/support/twin_networks.hpp"
#include "core/synapse/chosen_neurons.hpp"

// Random networks of a grid, for looking at their synapses.

namespace engram::test {

inline ConnectionRule random_grid_rule(Dice& dice, std::int64_t sources, std::int64_t targets) {
  const bool autapses = dice.one_in(2);
  const bool multapses = dice.one_in(2);
  const auto up_to = [&](std::int64_t n) {
    return static_cast<std::uint64_t>(dice.whole(0, std::max<std::int64_t>(n, 0)));
  };
  switch (dice.whole(sources == targets ? 0 : 1, 6)) {
    case 0:
      return OneToOne{};
    case 1:
      return AllToAll{autapses};
    case 2:
      return PairwiseBernoulli{dice.real(0, 0.3), autapses};
    case 3:
      return FixedInDegree{up_to(std::min<std::int64_t>(sources - 2, 60)), true, multapses};
    case 4:
      return FixedOutDegree{up_to(std::min<std::int64_t>(targets - 2, 60)), true, multapses};
    case 5:
      return FixedTotalNumber{up_to(sources * targets / 3), true, multapses};
    default: {
      ExplicitList list;
      for (std::uint64_t n = up_to(500); n > 0; --n) {
        list.connections.push_back({static_cast<std::uint32_t>(dice.whole(0, sources - 1)),
                                    static_cast<std::uint32_t>(dice.whole(0, targets - 1)),
                                    dice.real(-90, 100),
                                    0.1 * static_cast<double>(dice.whole(1, 99))});
      }
      return list;
    }
  }
}

inline Distribution random_grid_delay(Dice& dice) {
  Distribution delay{Constant{1.5}};
  if (dice.one_in(2)) delay.law = Normal{1.5, 0.75};
  if (dice.one_in(3)) delay.law = Uniform{0.1, 20};
  if (dice.one_in(10)) delay.law = Uniform{100, 300};  // waits beyond 1023 steps
  if (dice.one_in(3)) delay = {Lognormal{0, 1}, 0.2, 30, OutOfRange::kRedraw};
  return delay;
}

/// All rules and storages; neurons that are swept and others that sleep.
inline Network random_grid_network(Dice& dice) {
  Network network = empty_network(1);
  network.seed = static_cast<std::uint64_t>(dice.whole(0, 1'000'000));
  IafPscExp one;
  one.tau_syn_in = one.tau_syn_ex;
  IafPscExp two;
  two.separate_currents = true;
  for (std::int64_t k = dice.whole(1, 4); k > 0; --k) {
    add_neurons(network, dice.one_of<NeuronModel>({one, two, IafPscDelta{}, Relay{}}),
                Precision::kSingle,
                static_cast<std::uint64_t>(dice.one_of({dice.whole(3, 20), dice.whole(3, 400)})));
    Population& population = network.populations.back();
    const bool can_sleep = !population.model.holds<Relay>();
    if (can_sleep && dice.one_in(2)) population.sleep = Sleep::kAlways;
  }
  const auto last = static_cast<std::int64_t>(network.populations.size()) - 1;
  for (std::int64_t k = dice.whole(1, 6); k > 0; --k) {
    Projection projection;
    projection.source = static_cast<PopulationIndex>(dice.whole(0, last));
    projection.target = static_cast<PopulationIndex>(dice.whole(0, last));
    choose_neurons(dice, network, projection);
    const ProjectionEnds ends = ends_of(network, projection);
    projection.rule = random_grid_rule(dice, static_cast<std::int64_t>(ends.sources),
                                       static_cast<std::int64_t>(ends.targets));
    if (ends.overlaps && excludes_autapses(projection.rule)) projection.rule = AllToAll{};
    projection.weight = {Normal{dice.one_of({-50.0, 0.0, 87.8}), 8}};
    projection.storage =
        dice.one_of({WeightStorage::kAuto, WeightStorage::kF32, WeightStorage::kF64});
    if (dice.one_in(3)) projection.weight = {Constant{dice.real(-50, 80)}};
    projection.delay = random_grid_delay(dice);
    if (dice.one_in(3)) make_plastic(network, projection);
    network.projections.push_back(projection);
  }
  return network;
}

}  // namespace engram::test
