#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/error.hpp"
#include "core/engine/random_network.hpp"
#include "core/engine/simulation.hpp"
#include "core/registry/built_in_models.hpp"
#include "core/support/twin_networks.hpp"
#include "core/synapse/synapse_columns.hpp"

// Synapses whose weights a program reads and sets.

namespace engram::test {
namespace {

using Catch::Contains;

/// Weights that differ, within the bounds.
std::vector<double> random_weights(Dice& dice, const WeightBounds& bounds, std::size_t size) {
  std::vector<double> weights(size);
  for (double& w : weights) {
    // As storage F32 keeps them.
    w = static_cast<double>(static_cast<float>(dice.real(bounds.w_min, bounds.w_max)));
    w = std::clamp(w, bounds.w_min, bounds.w_max);
  }
  return weights;
}

/// Given spikes onto neurons that only add up what they receive: far from their threshold.
struct Summing {
  Network network;
  SpikeTrains trains;
  IafPscDelta neuron;

  Summing(Dice& dice, bool continuous) {
    network = empty_network(60, 0.1);
    if (continuous) network.clock = Clock::any_time();
    network.seed = static_cast<std::uint64_t>(dice.whole(0, 1000));
    trains.times.resize(30);
    for (auto& train : trains.times) {
      for (auto n = dice.whole(0, 6); n > 0; --n) {
        train.push_back(0.1 * static_cast<double>(dice.whole(1, 500)));
      }
      std::ranges::sort(train);
      train.erase(std::ranges::unique(train).begin(), train.end());
    }
    neuron.V_th = 1e5;
    const auto source = add_neurons(network, trains, Precision::kDouble, trains.times.size());
    for (const std::uint64_t size : {70u, 200u}) {
      const auto target = add_neurons(network, neuron, Precision::kDouble, size);
      if (dice.one_in(3) && !continuous) network.populations[target].sleep = Sleep::kAlways;
      for (auto n = dice.whole(1, 2); n > 0; --n) add_projection(dice, source, target);
    }
    network.projections.front().plastic.reset();  // static ones beside
  }

  void add_projection(Dice& dice, PopulationIndex source, PopulationIndex target) {
    Projection p;
    p.source = source;
    p.target = target;
    p.rule = FixedInDegree{static_cast<std::uint64_t>(dice.whole(1, 25)), true, true};
    p.weight = {Uniform{-2, 3}};
    p.delay = dice.one_in(2) ? Distribution{Uniform{0.1, 9}} : Distribution{Constant{1.5}};
    p.storage = dice.one_of({WeightStorage::kF32, WeightStorage::kF64});
    p.plastic = WeightBounds{-2, 3};
    network.projections.push_back(p);
  }
};

/// V_m of the targets at `end` (ms): the sum over all arrivals of the weight of that time, which
/// decays since. `weights_at[k]` are those from `changes[k]` (ms) on.
std::vector<double> summed(const Summing& given, PopulationIndex target,
                           const std::vector<double>& changes,
                           const std::vector<std::vector<std::vector<double>>>& weights_at,
                           double end) {
  std::vector<double> V(given.network.populations[target].size, given.neuron.E_L.value());
  for (std::size_t p = 0; p < given.network.projections.size(); ++p) {
    if (given.network.projections[p].target != target) continue;
    const SynapseColumns synapses = synapse_columns(given.network, p);
    for (std::size_t i = 0; i < synapses.size(); ++i) {
      for (const double spike : given.trains.times[synapses.sources[i]]) {
        const double arrival = spike + synapses.delays[i];
        if (arrival > end + 1e-7) continue;
        // A change at the moment of an arrival comes after it.
        std::size_t k = 0;
        while (k + 1 < changes.size() && changes[k + 1] < arrival - 1e-7) ++k;
        const double w =
            given.network.projections[p].plastic ? weights_at[k][p][i] : synapses.weights[i];
        V[synapses.targets[i]] += w * std::exp(-(end - arrival) / given.neuron.tau_m.value());
      }
    }
  }
  return V;
}

}  // namespace

TEST_CASE("Weights that are set act from the next arrival on") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const bool continuous = dice.one_in(2);
    const Summing given(dice, continuous);
    SimulationOptions options;
    options.threads = static_cast<unsigned>(dice.whole(1, 3));
    options.partitions = static_cast<unsigned>(dice.whole(1, 5));
    Simulation simulation(given.network, options);
    std::vector<double> changes;
    std::vector<std::vector<std::vector<double>>> weights_at;
    for (double t = 0; t < 60; t += 0.1 * static_cast<double>(dice.whole(1, 200))) {
      simulation.advance_to(ticks_from_ms(t));
      changes.push_back(t);
      weights_at.emplace_back(given.network.projections.size());
      for (std::size_t p = 0; p < given.network.projections.size(); ++p) {
        if (!given.network.projections[p].plastic) continue;
        auto& weights = weights_at.back()[p];
        weights = simulation.weights(p);
        if (dice.one_in(3)) continue;
        weights = random_weights(dice, {-2, 3}, weights.size());
        simulation.set_weights(p, weights);
        RC_ASSERT(simulation.weights(p) == weights);
      }
    }
    simulation.advance_to(ticks_from_ms(60));
    for (const PopulationIndex target : {1u, 2u}) {
      const std::vector<double> expected = summed(given, target, changes, weights_at, 60);
      std::vector<double> V(expected.size());
      simulation.read_state(target, "V_m", V);
      for (std::size_t i = 0; i < V.size(); ++i) RC_ASSERT(std::abs(V[i] - expected[i]) < 1e-8);
    }
  }));
}

TEST_CASE("At first weights are those of the columns") {
  CHECK(rc::check([](std::uint64_t seed, bool continuous, std::uint8_t partitions) {
    const Network network = continuous ? random_continuous_network(seed) : random_network(seed);
    Simulation simulation(network, {.partitions = partitions % 4u + 1});
    for (std::size_t p = 0; p < network.projections.size(); ++p) {
      if (!network.projections[p].plastic) continue;
      const std::vector<double> weights = simulation.weights(p);
      RC_ASSERT(weights == synapse_columns(network, p).weights);
      simulation.set_weights(p, weights);
      RC_ASSERT(simulation.weights(p) == weights);
    }
  }));
}

TEST_CASE("Simulations of one network have weights of their own") {
  Dice dice(3);
  for (const bool continuous : {false, true}) {
    const Summing given(dice, continuous);
    const std::size_t p = given.network.projections.size() - 1;
    const auto built = std::make_shared<const BuiltNetwork>(given.network);
    Simulation first(built);
    Simulation second(built);
    const std::vector<double> drawn = synapse_columns(given.network, p).weights;
    const std::vector<double> changed = random_weights(dice, {-2, 3}, drawn.size());
    first.set_weights(p, changed);
    CHECK(second.weights(p) == drawn);
    CHECK(Simulation(built).weights(p) == drawn);
    CHECK(first.weights(p) == changed);
    const SimulationState state = first.state();
    second.restore(state);
    CHECK(second.weights(p) == changed);
    CHECK(second.state() == state);
  }
}

TEST_CASE("After a reset weights are as they have become, and nothing has arrived") {
  Dice dice(4);
  for (const bool continuous : {false, true}) {
    const Summing given(dice, continuous);
    const auto changed = [&] {
      Dice same(8);
      Simulation simulation(given.network, {.partitions = 2});
      for (std::size_t p = 1; p < given.network.projections.size(); ++p) {
        const std::size_t size = simulation.weights(p).size();
        simulation.set_weights(p, random_weights(same, {-2, 3}, size));
      }
      return simulation;
    };
    Simulation fresh = changed();
    Simulation again = changed();
    again.advance_to(ticks_from_ms(33));
    again.reset_state(given.network.seed);
    CHECK(again.state() == fresh.state());
    fresh.advance_to(ticks_from_ms(50));
    again.advance_to(ticks_from_ms(50));
    CHECK(again.state() == fresh.state());
  }
}

TEST_CASE("Plastic synapses without a change deliver what static ones do") {
  // Weights of few bits: the sums are exact whatever their unit.
  for (const bool continuous : {false, true}) {
    Dice dice(5);
    Network network = Summing(dice, continuous).network;
    for (Projection& p : network.projections) {
      p.weight = {Constant{0.5}};
      p.storage = WeightStorage::kF32;
      p.plastic.reset();
    }
    const auto V_of = [&] {
      Simulation simulation(network);
      simulation.advance_to(ticks_from_ms(40));
      std::vector<double> V(network.populations[2].size);
      simulation.read_state(2, "V_m", V);
      return V;
    };
    const std::vector<double> fixed = V_of();
    for (Projection& p : network.projections) p.plastic = WeightBounds{-2, 3};
    CHECK(V_of() == fixed);
  }
}

TEST_CASE("A state that was saved holds weights and last arrivals") {
  Dice dice(11);
  for (const bool continuous : {false, true}) {
    const Summing given(dice, continuous);
    SimulationOptions options;
    options.partitions = 1;
    Simulation whole(given.network, options);
    options.partitions = 4;
    Simulation cut(given.network, options);
    for (Simulation* simulation : {&whole, &cut}) {
      Dice same(7);
      for (const double t : {9.0, 23.4}) {
        simulation->advance_to(ticks_from_ms(t));
        for (std::size_t p = 1; p < given.network.projections.size(); ++p) {
          const std::size_t size = simulation->weights(p).size();
          simulation->set_weights(p, random_weights(same, {-2, 3}, size));
        }
      }
    }
    const SimulationState state = whole.state();
    CHECK(cut.state() == state);
    const auto& columns = state.populations[0].columns;
    CHECK(columns.contains("projection1.weight"));
    CHECK(!columns.at("last_spike_to_plastic").neurons.empty());
    Simulation resumed(given.network, options);
    resumed.restore(state);
    CHECK(resumed.state() == state);
    for (Simulation* simulation : {&whole, &resumed}) simulation->advance_to(ticks_from_ms(60));
    CHECK(resumed.state() == whole.state());
  }
}

TEST_CASE("A state with weights that are not of the network is refused") {
  Dice dice(12);
  const Summing given(dice, false);
  Simulation simulation(given.network);
  simulation.advance_to(ticks_from_ms(20));
  const SimulationState good = simulation.state();
  const auto refused = [&](auto&& spoil, const std::string& why) {
    SimulationState state = good;
    spoil(state.populations[0].columns);
    CHECK_THROWS_WITH(simulation.restore(state), Contains(why));
  };
  const std::string name = "projection1.weight";
  refused([&](auto& columns) { columns.erase(name); }, "is missing");
  refused([&](auto& columns) { columns.at(name).neurons.pop_back(); }, "another form");
  refused([&](auto& columns) { columns.at(name).neurons.front() = 29; }, "other synapses");
  refused([&](auto& columns) { columns.at(name).values.back() = std::byte{0x7f}; }, "bounds");
  refused([&](auto& columns) { columns.at("last_spike_to_plastic").values[7] = std::byte{0x70}; },
          "impossible spike");
  CHECK_NOTHROW(simulation.restore(good));
}

TEST_CASE("What cannot be read or set of weights is refused") {
  Dice dice(13);
  const Summing given(dice, false);
  Simulation simulation(given.network);
  const std::size_t last = given.network.projections.size() - 1;
  CHECK_THROWS_WITH(simulation.weights(last + 1), Contains("there is no projection"));
  CHECK_THROWS_WITH(simulation.weights(0), Contains("not plastic"));
  std::vector<double> weights = simulation.weights(last);
  const std::vector<double> before = weights;
  weights.push_back(0);
  CHECK_THROWS_WITH(simulation.set_weights(last, weights), Contains("synapses; each needs one"));
  weights.pop_back();
  weights.back() = 3.5;
  CHECK_THROWS_WITH(simulation.set_weights(last, weights), Contains("3.5; valid are -2 to 3"));
  weights.back() = std::nan("");
  CHECK_THROWS_AS(simulation.set_weights(last, weights), UserError);
  CHECK(simulation.weights(last) == before);
}

TEST_CASE("Plastic projections that are not possible are refused by name") {
  Network network = empty_network(1);
  IafPscExp two;
  two.separate_currents = true;
  add_neurons(network, two, Precision::kDouble, 10);
  add_neurons(network, Relay{}, Precision::kDouble, 10);
  const auto refused = [&](Projection p, const std::string& why) {
    Network with = network;
    with.projections.push_back(std::move(p));
    CHECK_THROWS_WITH(BuiltNetwork(with), Contains(why));
  };
  const Projection good{.rule = AllToAll{}, .weight = {Constant{2}}, .plastic = WeightBounds{0, 4}};
  network.projections.push_back(good);
  CHECK_NOTHROW(BuiltNetwork(network));
  network.projections.clear();
  Projection p = good;
  p.target = 1;
  refused(p, "repeats every spike");
  p = good;
  p.storage = WeightStorage::kW16;
  refused(p, "F32 or F64");
  p = good;
  p.plastic = WeightBounds{-1, 4};
  refused(p, "sign of a weight picks its receptor");
  p = good;
  p.plastic = WeightBounds{3, 4};
  refused(p, "weights from 2 to 2");
  p = good;
  p.plastic = WeightBounds{4, 3};
  refused(p, "w_min must not be above w_max");
  p = good;
  p.plastic = WeightBounds{0, INFINITY};
  refused(p, "w_max");
  p = good;
  p.weight = {Normal{2, 1}};
  refused(p, "give the weight a min and max");
}

}  // namespace engram::test
