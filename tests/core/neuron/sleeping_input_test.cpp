#include <catch2/catch.hpp>
#include <cmath>

#include "core/support/small_network.hpp"

// What synapses of every storage bring to neurons that sleep, against the same synapses onto
// neurons that are swept: other streams, other sums, other propagators.

namespace engram::test {
namespace {

/// More neurons than 16 bits can number, reached now and then by weights of both signs.
Network sparse_network(WeightStorage storage, Precision precision, Sleep sleep) {
  Network network = empty_network(200);
  SpikeTrains trains;
  for (int i = 0; i < 20; ++i) trains.times.push_back({1.0 + 0.3 * i, 40, 90.0 + i});
  const PopulationIndex source = add_neurons(network, trains, precision, trains.times.size());
  IafPscExp model;
  model.tau_syn_in = 5 * model.tau_syn_ex;
  const PopulationIndex target = add_neurons(network, model, precision, 70'000);
  network.populations[target].sleep = sleep;
  const auto project = [&](const Distribution& weight) {
    Projection projection;
    projection.source = source;
    projection.target = target;
    projection.rule = FixedInDegree{5};
    projection.weight = weight;
    projection.delay = {Uniform{0.1, 5}};
    projection.storage = storage;
    network.projections.push_back(projection);
  };
  if (storage == WeightStorage::kConst) {
    project({Constant{41}});
    project({Constant{-29}});
  } else {
    project({Normal{0, 30}});
  }
  network.state_recorders.push_back(
      {{target, {0, 1, 65'535, 65'536, 69'999}}, {"V_m", "I_syn_ex", "I_syn_in"}, 7.3});
  return network;
}

}  // namespace

TEST_CASE("synapses of every storage bring sleeping neurons what they bring swept ones") {
  const auto storage = GENERATE(WeightStorage::kConst, WeightStorage::kW16, WeightStorage::kF32,
                                WeightStorage::kF64);
  const auto precision = GENERATE(Precision::kSingle, Precision::kDouble);
  const double tolerance = precision == Precision::kSingle ? 1e-4 : 1e-9;
  const Recorded swept = simulate(sparse_network(storage, precision, Sleep::kNever));
  const Recorded asleep = simulate(sparse_network(storage, precision, Sleep::kAlways));
  const auto& expected = swept.sink.samples_of(0);
  const auto& found = asleep.sink.samples_of(0);
  REQUIRE(expected.size() == 27);
  REQUIRE(found.size() == expected.size());
  double largest = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    for (std::size_t k = 0; k < 15; ++k) {
      CHECK(std::abs(found[i].values[k] - expected[i].values[k]) < tolerance);
      if (k >= 5) largest = std::max(largest, std::abs(found[i].values[k]));
    }
  }
  CHECK(largest > 1);  // pA: something did arrive
}

}  // namespace engram::test
