#include "core/synapse/synapse_classes.hpp"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/error.hpp"
#include "core/registry/built_in_models.hpp"
#include "core/support/twin_networks.hpp"

// How weights are stored: W16 where its resolution suffices, and nowhere a sum that could overflow.

namespace engram::test {
namespace {

/// 100 sources to 100 targets by one projection.
Network one_projection(const NeuronModel& target, const ConnectionRule& rule,
                       const Distribution& weight, WeightStorage storage) {
  Network network = empty_network(1);
  add_neurons(network, PoissonPopulation{}, Precision::kSingle, 100);
  add_neurons(network, target, Precision::kSingle, 100);
  Projection projection;
  projection.source = 0;
  projection.target = 1;
  projection.rule = rule;
  projection.weight = weight;
  projection.storage = storage;
  network.projections.push_back(projection);
  return network;
}

SynapseClasses plan(const Network& network) {
  return plan_synapses(network, prepare_projections(network, 1));
}

/// The storage that a projection's excitatory synapses get.
WeightStorage planned(const Network& network, std::size_t projection = 0) {
  const SynapseClasses classes = plan(network);
  return classes.classes[classes.of_projection[projection][0]].storage;
}

IafPscExp one_receptor() {
  IafPscExp model;
  model.tau_syn_in = model.tau_syn_ex;
  return model;
}

Distribution clipped(Distribution distribution, double min, double max) {
  distribution.min = min;
  distribution.max = max;
  return distribution;
}

const Distribution kNarrow = clipped({Normal{87.8, 8.78}}, 0, 200);

/// So broad that 1/32767 of the largest weight is above 0.1 % of the median, 1.
const Distribution kBroad = clipped({Lognormal{0, 2}}, 0, 100);

bool is_power_of_two(double x) {
  int exponent = 0;
  return x > 0 && std::frexp(x, &exponent) == 0.5;
}

}  // namespace

TEST_CASE("the storage of weights is chosen from their law") {
  const auto chosen = [](const Distribution& weight, WeightStorage storage) {
    return planned(one_projection(one_receptor(), FixedInDegree{10}, weight, storage));
  };
  using enum WeightStorage;
  CHECK(chosen({Constant{3}}, kAuto) == kConst);
  CHECK(chosen({Constant{3}}, kW16) == kW16);
  CHECK(chosen(kNarrow, kAuto) == kW16);
  CHECK(chosen(kBroad, kAuto) == kF32);
  CHECK(chosen(kNarrow, kF32) == kF32);
  CHECK(chosen(kNarrow, kF64) == kF64);
  CHECK(planned(one_projection(one_receptor(), ExplicitList{{{0, 0, 1, 1}}}, {}, kAuto)) == kF64);
  CHECK(planned(one_projection(Relay{}, FixedInDegree{10}, kNarrow, kF64)) == kConst);
}

TEST_CASE("W16 is refused where its resolution is above 0.1 % of the median weight") {
  CHECK_THROWS_WITH(
      plan(one_projection(one_receptor(), FixedInDegree{10}, kBroad, WeightStorage::kW16)),
      Catch::Contains("\"population 0\" -> \"population 1\"") &&
          Catch::Contains("0.1 % of the median") && Catch::Contains("use AUTO, F32 or F64"));

  // The unit is the power of two above largest / 32767: 2^-5 for 1000, thus at most 31.25.
  const auto list = [](double median) {
    ExplicitList l;
    for (std::uint32_t i = 0; i < 99; ++i) l.connections.push_back({i, i, median, 1});
    l.connections.push_back({99, 99, -1000, 1});
    return one_projection(one_receptor(), l, {}, WeightStorage::kW16);
  };
  CHECK(planned(list(31.3)) == WeightStorage::kW16);
  CHECK_THROWS_AS(plan(list(31.2)), UserError);
}

TEST_CASE("one projection with coarse weights does not spoil the others of its receptor") {
  Network network =
      one_projection(one_receptor(), FixedInDegree{10}, kNarrow, WeightStorage::kAuto);
  network.projections.push_back(network.projections[0]);
  network.projections[1].weight = clipped({Normal{0.878, 0.0878}}, 0, 2);
  CHECK(planned(network, 0) == WeightStorage::kW16);
  CHECK(planned(network, 1) == WeightStorage::kF32);
}

TEST_CASE("CONST is refused for weights that differ") {
  CHECK_THROWS_WITH(
      plan(one_projection(one_receptor(), FixedInDegree{10}, kNarrow, WeightStorage::kConst)),
      Catch::Contains("\"population 0\" -> \"population 1\"") && Catch::Contains("one weight"));
  CHECK_THROWS_AS(plan(one_projection(one_receptor(), ExplicitList{{{0, 0, 1, 1}, {0, 0, 2, 1}}},
                                      {}, WeightStorage::kConst)),
                  UserError);
}

TEST_CASE("weights of zero can be stored in every way") {
  const auto storage = GENERATE(WeightStorage::kAuto, WeightStorage::kConst, WeightStorage::kW16,
                                WeightStorage::kF32, WeightStorage::kF64);
  const SynapseClasses classes =
      plan(one_projection(one_receptor(), FixedInDegree{10}, {Constant{0}}, storage));
  const SynapseClass& c = classes.classes[classes.of_projection[0][0]];
  std::array<std::uint16_t, 9> synapse{};  // room for an own delay, which these do not have
  store_synapse(c, TargetWidth::k16, synapse.data(), 7, 0);
  CHECK(load_target<TargetWidth::k16>(synapse.data()) == 7);
  CHECK(load_weight<TargetWidth::k16>(c, synapse.data()) == 0);
  store_synapse(c, TargetWidth::k32, synapse.data(), 70'000, 0);
  CHECK(load_target<TargetWidth::k32>(synapse.data()) == 70'000);
  CHECK(load_weight<TargetWidth::k32>(c, synapse.data()) == 0);
}

TEST_CASE("a weight's sign chooses the class where the target keeps two receptors") {
  IafPscExp model;
  model.tau_syn_in = 5;
  const SynapseClasses classes =
      plan(one_projection(model, FixedInDegree{10}, {Normal{0, 1}}, WeightStorage::kF32));
  REQUIRE(classes.of_projection[0].size() == 2);
  const std::uint8_t ex = classes.of_projection[0][0];
  const std::uint8_t in = classes.of_projection[0][1];
  CHECK(classes.classes[ex].receptor == 0);
  CHECK(classes.classes[in].receptor == 1);
  CHECK(classes.scales[1][0].unit64 > 0);
  CHECK(classes.scales[1][1].unit64 > 0);
  CHECK(classes.scales[1][0].unit32 == 0);
}

TEST_CASE("more kinds of synapses than a header can number are refused") {
  Network network =
      one_projection(one_receptor(), FixedInDegree{10}, {Constant{1}}, WeightStorage::kAuto);
  for (int i = 2; i <= 64; ++i) {
    network.projections.push_back(network.projections[0]);
    network.projections.back().weight = {Constant{static_cast<double>(i)}};
  }
  CHECK(plan(network).classes.size() == 64);
  network.projections.push_back(network.projections[0]);
  CHECK(plan(network).classes.size() == 64);
  network.projections.back().weight = {Constant{65}};
  CHECK_THROWS_WITH(plan(network), Catch::Contains("64 kinds of synapses"));
}

TEST_CASE("no sum of weights can overflow its row") {
  const bool holds = rc::check("the largest conceivable sums fit", [](std::uint64_t seed) {
    Dice dice(seed);
    Network network = empty_network(1);
    // Sources whose spikes pile up in one step: Poisson at any rate, repeated times.
    add_neurons(network, PoissonPopulation{.rate = std::exp(dice.real(0, 15))}, Precision::kSingle,
                static_cast<std::uint64_t>(dice.whole(1, 200)));
    add_neurons(
        network,
        SpikeTrains{{std::vector<double>(static_cast<std::size_t>(dice.whole(1, 50)), 0.5)}});
    add_neurons(network, one_receptor(), Precision::kSingle, 100);
    for (std::int64_t n = dice.whole(1, 4); n > 0; --n) {
      Projection projection;
      projection.source = static_cast<PopulationIndex>(dice.whole(0, 2));
      projection.target = 2;
      projection.rule = FixedInDegree{static_cast<std::uint64_t>(std::exp(dice.real(0, 14)))};
      const double w = std::exp(dice.real(-9, 9)) * dice.one_of({-1.0, 1.0});
      projection.weight = {Uniform{std::min(w, w * 1.01), std::max(w, w * 1.01)}};
      projection.storage =
          dice.one_of({WeightStorage::kAuto, WeightStorage::kF32, WeightStorage::kF64});
      network.projections.push_back(projection);
    }
    const auto draws = prepare_projections(network, 1);
    const std::vector<double> multiplicity = spikes_per_instant(network, draws);
    const SynapseClasses classes = plan_synapses(network, draws);
    double narrow = 0;
    double wide = 0;
    for (std::size_t i = 0; i < draws.size(); ++i) {
      const SynapseClass& c = classes.classes[classes.of_projection[i][0]];
      RC_ASSERT(is_power_of_two(c.unit));
      const double units = std::floor(draws[i].weights.max_magnitude() / c.unit + 0.5);
      const double events = static_cast<double>(draws[i].connections.max_in_degree()) *
                            multiplicity[network.projections[i].source];
      (c.storage == WeightStorage::kW16 ? narrow : wide) += units * events;
      RC_ASSERT(c.storage != WeightStorage::kW16 || units <= 32'767);
    }
    RC_CLASSIFY(narrow > 0, "16-bit weights");
    RC_ASSERT(narrow <= 2'147'483'647.0);
    RC_ASSERT(wide < 9.2e18);
  });
  CHECK(holds);
}

TEST_CASE("sums of 16-bit weights are bounded as they are rounded") {
  // Weights of 16384.5 units round up to 16385, of which 131,064 fit 32 bits.
  const auto in_degree = [](std::uint64_t n) {
    Network network =
        one_projection(one_receptor(), FixedInDegree{n}, {Constant{16'384.5}}, WeightStorage::kW16);
    network.populations[0].model = one_receptor();  // fires at most once a step
    return network;
  };
  CHECK(planned(in_degree(131'064)) == WeightStorage::kW16);
  CHECK_THROWS_WITH(plan(in_degree(131'065)), Catch::Contains("overflow a 32-bit row"));
}

TEST_CASE("spikes of one instant are counted through trains, Poisson sources and relays") {
  Network network = empty_network(1);
  // The second time lies on the same step as the first, if only just.
  const PopulationIndex train = add_spike_train(network, {0.3, 0.3 + 1e-9, 0.3, 0.4});
  const PopulationIndex poisson =
      add_neurons(network, PoissonPopulation{.rate = 1e4}, Precision::kSingle, 5);
  const PopulationIndex lif = add_neurons(network, one_receptor());
  const PopulationIndex relay = add_neurons(network, Relay{});
  const PopulationIndex second = add_neurons(network, Relay{});
  connect(network, train, relay, 1, 0.1);
  connect(network, train, relay, 1, 0.2);
  connect(network, lif, relay, 1, 0.1);
  connect(network, relay, second, 1, 0.1);
  connect(network, relay, second, 1, 0.1);
  std::ranges::sort(network.populations[train].model.as<SpikeTrains>().times[0]);
  const auto most = spikes_per_instant(network, prepare_projections(network, 1));
  CHECK(most[train] == 3);
  CHECK(most[poisson] >= 40);  // a mean of one a step
  CHECK(most[poisson] < 100);
  CHECK(most[lif] == 1);
  CHECK(most[relay] == 7);
  CHECK(most[second] == 14);
}

}  // namespace engram::test
