#include "core/check/estimate.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/error.hpp"
#include "core/base/memory.hpp"
#include "core/engine/driven_network.hpp"
#include "core/registry/built_in_models.hpp"
#include "core/synapse/connectome.hpp"

namespace engram {
namespace {

using Catch::Matchers::Contains;

/// Two populations of `size` neurons, one projection between them.
Network one_projection(std::uint64_t size, const ConnectionRule& rule, const Distribution& weight,
                       const Distribution& delay) {
  Network network = test::empty_network(1);
  test::add_neurons(network, IafPscExp{}, Precision::kSingle, size);
  test::add_neurons(network, IafPscExp{}, Precision::kSingle, size);
  network.projections = {
      {.source = 0, .target = 1, .rule = rule, .weight = weight, .delay = delay}};
  return network;
}

/// Bytes that the synapses really take.
double real_bytes(const Network& network, unsigned partitions) {
  const Connectome connectome =
      build_connectome(network, make_partitioning(network, partitions), 2);
  double bytes = 0;
  for (const IncomingSynapses& in : connectome.incoming) {
    bytes += static_cast<double>(in.stream.bytes() + in.plastic.bytes() + in.index.bytes());
  }
  return bytes;
}

/// What the estimate is more than for the same neurons without synapses.
double estimated_bytes(Network network, unsigned partitions) {
  const SimulationOptions options{.partitions = partitions};
  const double all = estimate(network, options).bytes;
  network.projections.clear();
  return all - estimate(network, options).bytes;
}

TEST_CASE("The memory of synapses is estimated to 15 percent, to 20 of plastic ones") {
  const unsigned partitions = GENERATE(1u, 2u, 8u);
  const Sleep sleep = GENERATE(Sleep::kNever, Sleep::kAlways);
  const Distribution narrow{Normal{87.8, 8.78}, 0, 200, OutOfRange::kClip};
  const Distribution delays{Normal{1.5, 0.75}, 0.1, 5, OutOfRange::kRedraw};
  Network networks[] = {
      // The microcircuit in small: dense, so that a source has many synapses of each delay.
      one_projection(3'000, PairwiseBernoulli{0.3}, narrow, delays),
      one_projection(20'000, FixedInDegree{100}, {Constant{10}}, {Constant{1.5}}),
      one_projection(10'000, FixedInDegree{1000}, narrow, {Constant{1.5}}),
      one_projection(10'000, FixedInDegree{10}, narrow, {Constant{1.5}}),
      one_projection(5'000, FixedTotalNumber{1'000'000}, {Lognormal{0, 1}}, {Uniform{1, 2}}),
      one_projection(10'000, FixedOutDegree{100}, narrow, {Uniform{0.1, 20}}),
  };
  const bool plastic = GENERATE(false, true);
  for (std::size_t i = 0; i < std::size(networks); ++i) {
    INFO("network " << i << ", " << partitions << " partitions, asleep: "
                    << (sleep == Sleep::kAlways) << ", plastic: " << plastic);
    if (plastic) networks[i].projections[0].plastic = WeightBounds{0, 1e6};
    for (Population& population : networks[i].populations) population.sleep = sleep;
    const double real = real_bytes(networks[i], partitions);
    // A run of few plastic synapses takes more beside them, and how many runs there are is guessed.
    const double error = plastic ? 0.2 : 0.15;
    CHECK(estimated_bytes(networks[i], partitions) == Approx(real).epsilon(error));
  }
}

TEST_CASE("Neurons and synapses are counted exactly where the rule fixes them") {
  const ConnectionRule rule = GENERATE(
      ConnectionRule(OneToOne{}), ConnectionRule(AllToAll{}), ConnectionRule(FixedInDegree{7}),
      ConnectionRule(FixedOutDegree{9}), ConnectionRule(FixedTotalNumber{12'345}));
  const Network network = one_projection(300, rule, {Constant{1}}, {Constant{1}});
  const Estimate guess = estimate(network);
  const Simulation simulation(network, {.threads = 1});
  CHECK(guess.neurons == 600);
  CHECK(guess.synapses == static_cast<double>(simulation.synapse_count()));
}

TEST_CASE("Autapses that are left out are not counted") {
  Network network = test::empty_network(1);
  test::add_neurons(network, IafPscExp{}, Precision::kSingle, 100);
  network.projections = {{.source = 0, .target = 0, .rule = AllToAll{false}}};
  CHECK(estimate(network).synapses == 9900);
  CHECK(Simulation(network, {.threads = 1}).synapse_count() == 9900);
}

TEST_CASE("Random numbers of synapses are estimated by their mean") {
  const Network network =
      one_projection(1000, PairwiseBernoulli{0.1}, {Constant{1}}, {Constant{1}});
  const double sd = std::sqrt(1e6 * 0.1 * 0.9);
  CHECK(estimate(network).synapses == Approx(1e5));
  CHECK(static_cast<double>(Simulation(network, {.threads = 1}).synapse_count()) ==
        Approx(1e5).margin(5 * sd));
}

TEST_CASE("A network that does not fit is refused before anything is allocated") {
  const std::uint64_t before = peak_resident_bytes();
  const Network network =
      one_projection(1'000'000, FixedInDegree{1'000'000}, {Constant{1}}, {Constant{1}});
  CHECK_THROWS_WITH(Simulation(network), Contains("2000000 neurons") &&
                                             Contains("1000000000000 synapses") &&
                                             Contains("GB are available"));
  CHECK_THROWS_AS(Simulation(network), UserError);
  CHECK(peak_resident_bytes() - before < 10'000'000);
}

TEST_CASE("Even more synapses than can be counted are refused in clear words") {
  const Network network = one_projection(2'100'000'000, AllToAll{}, {Constant{1}}, {Constant{1}});
  CHECK_THROWS_WITH(Simulation(network), Contains("4410000000000000000 synapses"));
  Network twice = network;
  for (int i = 0; i < 9; ++i) twice.projections.push_back(network.projections[0]);
  CHECK_THROWS_WITH(Simulation(twice), Contains("44100000000000000000 synapses"));
}

}  // namespace
}  // namespace engram
