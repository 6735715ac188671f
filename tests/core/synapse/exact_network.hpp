#pragma once

#include <algorithm>
#include <cmath>

#include "core/network/model_descriptor.hpp"
#include "core/registry/built_in_models.hpp"
#include "core/support/plastic_choice.hpp"
#include "core/support/twin_networks.hpp"
#include "core/synapse/chosen_neurons.hpp"
#include "core/synapse/laid_out.hpp"

// Random networks of the continuous clock, for looking at their synapses.

namespace engram::test {

inline Distribution random_exact_delay(Dice& dice) {
  switch (dice.whole(0, 6)) {
    case 0:
      return {Constant{dice.one_of({1e-9, 1.5, 0.123456789, 280'000.0})}};
    case 1:
      return {Uniform{1e-9, 5e-9}};  // a few ticks: many equal ones
    case 2:
      return {Uniform{1e-9, 280'000}};
    case 3:
      return {Lognormal{0, 1}, 0.2, 30, OutOfRange::kRedraw};
    case 4:
      return {Normal{1, 2}, 0, 280'000, OutOfRange::kClip};  // some would take no time
    default:
      return {Constant{dice.real(0.1, 3)}};
  }
}

/// Synapses with up to `different` delays.
inline ExplicitList random_list(Dice& dice, std::int64_t sources, std::int64_t targets,
                                std::int64_t different, std::int64_t size) {
  std::vector<double> delays;
  while (static_cast<std::int64_t>(delays.size()) < different) {
    delays.push_back(dice.one_in(3) ? 1e-9 * static_cast<double>(dice.whole(1, 900))
                                    : dice.real(1e-9, 280'000));
  }
  ExplicitList list;
  for (; size > 0; --size) {
    list.connections.push_back({static_cast<std::uint32_t>(dice.whole(0, sources - 1)),
                                static_cast<std::uint32_t>(dice.whole(0, targets - 1)),
                                dice.real(-90, 100), delays[dice.whole(0, different - 1)]});
  }
  return list;
}

inline ConnectionRule random_exact_rule(Dice& dice, std::int64_t sources, std::int64_t targets) {
  switch (dice.whole(0, 5)) {
    case 0:
      return PairwiseBernoulli{dice.real(0, 0.3), true};
    case 1:
      return FixedInDegree{static_cast<std::uint64_t>(dice.whole(0, sources)), true, true};
    case 2:
      return FixedOutDegree{static_cast<std::uint64_t>(dice.whole(0, targets)), true, true};
    case 3:
      return random_list(dice, sources, targets, dice.one_of({1, 30, 256}), dice.whole(0, 900));
    case 4:
      return random_list(dice, sources, targets, 2000, dice.whole(0, 900));
    default:
      return AllToAll{true};
  }
}

inline Network random_exact_network(Dice& dice) {
  Network network = empty_network(10);
  network.clock = Clock::any_time();
  network.seed = static_cast<std::uint64_t>(dice.whole(0, 1'000'000));
  IafPscExp two;
  two.separate_currents = true;
  for (std::int64_t k = dice.whole(1, 3); k > 0; --k) {
    add_neurons(network, dice.one_of<NeuronModel>({IafPscExp{}, two, IafPscDelta{}, Relay{}}),
                Precision::kDouble, static_cast<std::uint64_t>(dice.whole(3, 150)));
    if (dice.one_in(3)) network.populations.back().sleep = Sleep::kAlways;
    if (network.populations.back().model.holds<Relay>()) {
      network.populations.back().sleep = Sleep::kNever;
    }
  }
  const auto last = static_cast<std::int64_t>(network.populations.size()) - 1;
  for (std::int64_t k = dice.whole(1, 7); k > 0; --k) {
    Projection p;
    p.source = static_cast<PopulationIndex>(dice.whole(0, last));
    p.target = static_cast<PopulationIndex>(dice.whole(0, last));
    choose_neurons(dice, network, p);
    const ProjectionEnds ends = ends_of(network, p);
    p.rule = random_exact_rule(dice, static_cast<std::int64_t>(ends.sources),
                               static_cast<std::int64_t>(ends.targets));
    const bool constant = dice.one_in(2);
    p.weight = constant ? Distribution{Constant{dice.real(-50, 80)}} : Distribution{Normal{80, 8}};
    p.storage = dice.one_of({WeightStorage::kAuto, WeightStorage::kF32, WeightStorage::kF64});
    p.delay = random_exact_delay(dice);
    if (dice.one_in(3)) make_plastic(network, p);
    network.projections.push_back(p);
  }
  return network;
}

/// So many lists of 250 different delays each that a source has more than a header's wait counts.
inline Network network_of_many_ranks() {
  Dice dice(5);
  Network network = empty_network(10);
  network.clock = Clock::any_time();
  for (int k = 0; k < 2; ++k) add_neurons(network, IafPscDelta{}, Precision::kDouble, 100);
  for (int k = 0; k < 12; ++k) {
    network.projections.push_back(
        {.source = 0, .target = 1, .rule = random_list(dice, k < 4 ? 1 : 100, 100, 250, 600)});
  }
  // A source of nothing but the longest delay of all: its first header has to bridge the others.
  network.projections.push_back(
      {.source = 1, .target = 0, .rule = OneToOne{}, .delay = {Constant{280'000}}});
  return network;
}

/// (source, target, delay in ticks, weight); neurons by their ids in the network.
using ExactSynapse = std::tuple<std::uint32_t, std::uint32_t, Tick, double>;

/// What is left of a weight in its storage.
inline double stored_weight(const SynapseClass& c, double weight) {
  switch (c.storage) {
    case WeightStorage::kConst:
      return static_cast<double>(c.const_units) * c.unit;
    case WeightStorage::kW16:
      return std::round(weight / c.unit) * c.unit;
    case WeightStorage::kF32:
      return static_cast<double>(static_cast<float>(weight));
    default:
      return weight;
  }
}

/// All synapses by rules and laws, sorted.
inline std::vector<ExactSynapse> drawn_synapses(const Drawn& drawn) {
  std::vector<ExactSynapse> synapses;
  const Network& network = drawn.network;
  for (std::uint32_t p = 0; p < network.projections.size(); ++p) {
    const Projection& projection = network.projections[p];
    const Population& population = network.populations[projection.target];
    const auto targets = static_cast<std::uint32_t>(population.size);
    const bool two = receptor_count(population.model) == 2;
    ConnectionRows rows;
    drawn.draws[p].connections.draw(0, targets, rows);
    for (std::uint32_t t = 0; t < targets; ++t) {
      const std::uint64_t begin = rows.offsets[t];
      const auto [weights, delays] = drawn_laws(network, p, t, rows.offsets[t + 1] - begin);
      for (std::size_t i = 0; i < weights.size(); ++i) {
        const std::size_t receptor = two && weights[i] < 0 ? 1 : 0;
        const SynapseClass& c = drawn.classes.classes[drawn.classes.of_projection[p][receptor]];
        synapses.emplace_back(
            drawn.partitioning.first_id[projection.source] + rows.sources[begin + i],
            drawn.partitioning.first_id[projection.target] + t,
            std::max<Tick>(1, std::llround(delays[i] * 1e9)), stored_weight(c, weights[i]));
      }
    }
  }
  std::ranges::sort(synapses);
  return synapses;
}

/// The network's neurons by slot of a partition.
inline std::vector<std::uint32_t> ids_by_slot(const PartitionLayout& layout,
                                              const Partitioning& partitioning) {
  std::vector<std::uint32_t> ids(layout.slots, 0xffffffff);
  for (const Slice& slice : layout.slices) {
    for (std::uint32_t i = 0; i < slice.count; ++i) {
      ids[slice.slot + i] = partitioning.first_id[slice.population] + slice.first + i;
    }
  }
  return ids;
}

}  // namespace engram::test
