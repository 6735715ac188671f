#include <catch2/catch.hpp>

#include "core/partitioning/partitioning.hpp"
#include "core/support/small_network.hpp"

// Sleep::kAuto: what is driven or often reached is swept, what is silent sleeps.

namespace engram::test {
namespace {

void project(Network& network, PopulationIndex source, PopulationIndex target,
             std::uint64_t in_degree, double weight) {
  Projection projection;
  projection.source = source;
  projection.target = target;
  projection.rule = FixedInDegree{in_degree};
  projection.weight = {Constant{weight}};
  network.projections.push_back(projection);
}

PopulationIndex add_auto(Network& network, const NeuronModel& model, std::uint64_t size = 1000) {
  const PopulationIndex p = add_neurons(network, model, Precision::kSingle, size);
  network.populations[p].sleep = Sleep::kAuto;
  return p;
}

/// `driven` fires under a Poisson drive and reaches `silent` by `in_degree` synapses each.
struct DrivenAndSilent {
  Network network = empty_network(1000);
  PopulationIndex driven = add_auto(network, IafPscExp{});
  PopulationIndex silent = add_auto(network, IafPscExp{}, 10'000);

  DrivenAndSilent(std::uint64_t in_degree, double weight) {
    network.devices.push_back(PoissonDrive{driven, 8000, 87.8});
    project(network, driven, silent, in_degree, weight);
  }
};

}  // namespace

TEST_CASE("what nothing reaches sleeps") {
  Network network = empty_network(1000);
  add_auto(network, IafPscExp{});
  add_auto(network, IafPscAlpha{});
  add_auto(network, IafPscDelta{});
  CHECK(sleeping_populations(network) == std::vector<bool>{true, true, true});
}

TEST_CASE("what fires by itself or is driven by a device is swept") {
  Network network = empty_network(1000);
  IafPscExp firing;
  firing.I_e = 400;
  add_auto(network, firing);
  network.devices.push_back(PoissonDrive{add_auto(network, IafPscExp{}), 1, 1});
  network.devices.push_back(StepCurrent{add_auto(network, IafPscExp{}), {0}, {1}});
  CHECK(sleeping_populations(network) == std::vector<bool>{false, false, false});
}

TEST_CASE("silent neurons sleep beside driven ones") {
  const DrivenAndSilent n(10, 5);
  CHECK(sleeping_populations(n.network) == std::vector<bool>{false, true});
}

TEST_CASE("neurons that are often touched are swept, even if they never fire") {
  const DrivenAndSilent n(1000, 0.01);  // 10,000 events a second: one a step
  CHECK(sleeping_populations(n.network) == std::vector<bool>{false, false});
}

TEST_CASE("neurons that their input will make fire are swept") {
  const DrivenAndSilent n(15, 5000);
  CHECK(sleeping_populations(n.network) == std::vector<bool>{false, false});
}

TEST_CASE("activity is followed through populations and relays") {
  Network network = empty_network(1000);
  const PopulationIndex source =
      add_neurons(network, PoissonPopulation{.rate = 10}, Precision::kSingle, 100);
  const PopulationIndex relay = add_neurons(network, Relay{}, Precision::kSingle, 100);
  const PopulationIndex first = add_auto(network, IafPscExp{});
  const PopulationIndex second = add_auto(network, IafPscExp{});
  const PopulationIndex inhibited = add_auto(network, IafPscExp{});
  project(network, source, relay, 1, 1);
  project(network, relay, first, 15, 5000);
  project(network, first, second, 15, 5000);
  project(network, first, inhibited, 10, -50);
  CHECK(sleeping_populations(network) == std::vector<bool>{false, false, false, false, true});
  CHECK(second == 3);
}

TEST_CASE("NEVER and ALWAYS are kept") {
  DrivenAndSilent n(10, 5);
  n.network.populations[n.silent].sleep = Sleep::kNever;
  CHECK(sleeping_populations(n.network) == std::vector<bool>{false, false});
  n.network.devices.clear();
  n.network.populations[n.driven].sleep = Sleep::kAlways;
  CHECK(sleeping_populations(n.network) == std::vector<bool>{true, false});
}

}  // namespace engram::test
