#include "core/network/fingerprint.hpp"

#include <catch2/catch.hpp>
#include <functional>
#include <set>
#include <utility>
#include <vector>

#include "core/support/small_network.hpp"

namespace engram::test {
namespace {

/// A network with every kind of part.
Network example() {
  Network network = empty_network(100);
  add_neurons(network, IafPscExp{}, Precision::kDouble, 4);
  add_spike_train(network, {1, 2});
  add_neurons(network, IafPscDelta{}, Precision::kSingle, 3);
  connect(network, 0, 2, 30, 1.5);
  connect(network, 1, 0, 20, 1);
  network.devices.push_back(PoissonDrive{.target = 0, .rate = 100, .weight = 10});
  network.devices.push_back(StepCurrent{0, {1, 2}, {10, 20}});
  return network;
}

using Change = std::function<void(Network&)>;

const std::vector<Change> kChanges = {
    [](Network& n) { n.seed = 2; },
    [](Network& n) { n.warm_up = kTicksPerMs; },
    [](Network& n) { n.clock = Clock::any_time(); },
    [](Network& n) { n.clock = Clock::grid(kTicksPerMs); },
    [](Network& n) { n.populations[0].name = "other"; },
    [](Network& n) { n.populations[0].size = 5; },
    [](Network& n) { n.populations[0].precision = Precision::kSingle; },
    [](Network& n) { n.populations[0].sleep = Sleep::kAlways; },
    [](Network& n) { n.populations[0].initial_V_m = Distribution{Constant{-60}}; },
    [](Network& n) {
      n.populations[0].initial_V_m = Distribution{Normal{-60, 1}};
    },
    [](Network& n) {
      n.populations[0].initial_V_m = Distribution{Uniform{-60, 1}};
    },
    [](Network& n) { n.populations[0].model = IafPscAlpha{}; },
    [](Network& n) { n.populations[0].model.as<IafPscExp>().tau_m = 11; },
    [](Network& n) {
      n.populations[0].model.as<IafPscExp>().tau_m = Distribution{Normal{11, 1}};
    },
    [](Network& n) {
      n.populations[0].model.as<IafPscExp>().tau_m = std::vector<double>{11, 1, 1, 1};
    },
    [](Network& n) {
      n.populations[1].model.as<SpikeTrains>().times = {{1, 3}};
    },
    [](Network& n) {
      n.populations[1].model.as<SpikeTrains>().times = {{1}, {2}};
    },
    [](Network& n) { std::swap(n.projections[0], n.projections[1]); },
    [](Network& n) { n.projections[0].target = 0; },
    [](Network& n) { n.projections[0].rule = OneToOne{}; },
    [](Network& n) { n.projections[0].rule = AllToAll{}; },
    [](Network& n) { n.projections[0].rule = AllToAll{.autapses = false}; },
    [](Network& n) { n.projections[0].rule = FixedInDegree{2}; },
    [](Network& n) { n.projections[0].rule = FixedOutDegree{2}; },
    [](Network& n) { n.projections[0].rule = PairwiseBernoulli{0.5}; },
    [](Network& n) {
      n.projections[0].rule = ExplicitList{{{0, 0, 31, 1.5}}};
    },
    [](Network& n) { n.projections[0].weight = Distribution{Constant{2}}; },
    [](Network& n) { n.projections[0].delay = Distribution{Constant{2}}; },
    [](Network& n) { n.projections[0].delay.max = 5; },
    [](Network& n) { n.projections[0].storage = WeightStorage::kF32; },
    [](Network& n) { n.projections[0].receptor = "in"; },
    [](Network& n) { n.projections[0].source_neurons = {0}; },
    [](Network& n) { n.projections[0].target_neurons = {0}; },
    [](Network& n) { n.projections.pop_back(); },
    [](Network& n) { n.devices.pop_back(); },
    [](Network& n) { n.devices[0].as<PoissonDrive>().rate = 200; },
    [](Network& n) { n.devices[0].as<PoissonDrive>().target = 2; },
    [](Network& n) { n.devices[1].as<StepCurrent>().amplitudes[1] = 21; },
};

}  // namespace

TEST_CASE("Networks of another description have another fingerprint") {
  std::set<std::uint64_t> seen{fingerprint_of(example())};
  for (std::size_t i = 0; i < kChanges.size(); ++i) {
    Network changed = example();
    kChanges[i](changed);
    INFO("change " << i);
    CHECK(seen.insert(fingerprint_of(changed)).second);
  }
}

TEST_CASE("What a state does not depend on leaves the fingerprint as it is") {
  Network other = example();
  other.name = "other";
  other.duration = 5 * kTicksPerMs;
  other.populations[0].published_rate = 7;
  other.projections[0].name = "other";
  other.populations[0].origin = "model.txtpb:1:1";
  record_V_m(other, 0);
  CHECK(fingerprint_of(other) == fingerprint_of(example()));
}

}  // namespace engram::test
