#include <catch2/catch.hpp>

#include "core/base/error.hpp"
#include "core/check/require_runnable.hpp"
#include "core/check/validate.hpp"
#include "core/engine/simulation.hpp"
#include "core/support/small_network.hpp"

// How fast neurons may fire by themselves: the same for all kinds of sources, and checked before a
// run.

namespace engram {
namespace {

using Catch::Matchers::Contains;

Network sources(const NeuronModel& model, Clock clock, std::uint64_t size = 1) {
  Network network = test::empty_network(20);
  network.clock = clock;
  test::add_neurons(network, model, Precision::kDouble, size);
  network.duration = 2 * std::max(clock.step(), kTicksPerMs);
  return network;
}

Clock usual() { return Clock::grid(kTicksPerMs / 10); }

NeuronModel of_rate(int kind, double rate) {
  switch (kind) {
    case 0:
      return PoissonPopulation{.rate = rate};
    case 1:
      return GammaPopulation{.rate = rate, .shape = 2};
    case 2:
      return InhomogeneousPoissonPopulation{.rate = RateTable{{0}, {rate}}};
    default:
      return InhomogeneousPoissonPopulation{.rate = RateSinusoid{rate / 2, rate / 2, 10, 0}};
  }
}

TEST_CASE("All sources have the same highest rate on either clock, and run at it") {
  const Clock clock = GENERATE(usual(), Clock::any_time());
  const int kind = GENERATE(0, 1, 2, 3);
  const Network most = sources(of_rate(kind, 1e7), clock);
  CHECK_NOTHROW(validate(most));
  CHECK(Simulation(most, {.threads = 1}).run().spikes > 1000);
  for (const double rate : {1.01e7, 1e12, 1e300}) {
    CHECK_THROWS_WITH(validate(sources(of_rate(kind, rate), clock)),
                      Contains("Hz") && Contains("from 0 to 10000000 Hz"));
  }
}

TEST_CASE("A population fires at most 100,000,000 times in a ms") {
  const Clock clock = GENERATE(usual(), Clock::any_time());
  const int kind = GENERATE(0, 1, 2, 3);
  CHECK_NOTHROW(validate(sources(of_rate(kind, 1e5), clock, 1'000'000)));
  CHECK_THROWS_WITH(validate(sources(of_rate(kind, 1e6), clock, 1'000'000)),
                    Contains("rate") && Contains("up to 100000 Hz"));
}

TEST_CASE("A step holds 65,536 spikes of a neuron; what is accepted runs") {
  const Clock coarse = Clock::grid(100 * kTicksPerMs);
  for (int kind = 0; kind < 4; ++kind) {
    const Network most = sources(of_rate(kind, 6e5), coarse);
    CHECK_NOTHROW(validate(most));
    CHECK_NOTHROW(Simulation(most, {.threads = 1}).run());
    CHECK_THROWS_WITH(validate(sources(of_rate(kind, 7e5), coarse)),
                      Contains("rate") && Contains("at most 65536") && Contains("smaller step"));
  }
  const auto bursts = [](double rate) { return GammaPopulation{.rate = rate, .shape = 0.01}; };
  CHECK_NOTHROW(Simulation(sources(bursts(3e5), coarse), {.threads = 1}).run());
  CHECK_THROWS_AS(validate(sources(bursts(6e5), coarse)), UserError);
}

TEST_CASE("Packets that a step cannot hold are refused on the grid only") {
  const auto packet = [](std::uint32_t spikes, double sd) {
    return PulsePackets{.times = {1, 1}, .spikes = spikes, .sd = sd};
  };
  CHECK_NOTHROW(Simulation(sources(packet(32'768, 0), usual()), {.threads = 1}).run());
  CHECK_THROWS_WITH(validate(sources(packet(40'000, 0), usual())),
                    Contains("packet") && Contains("at most 65536"));
  CHECK_NOTHROW(Simulation(sources(packet(100'000, 1), usual()), {.threads = 1}).run());
  CHECK_NOTHROW(Simulation(sources(packet(40'000, 0), Clock::any_time()), {.threads = 1}).run());
}

TEST_CASE("A replayed train may hold any number of spikes of one step") {
  const std::vector<Time> train(70'000, Time{kTicksPerMs, 0});
  CHECK(Simulation(sources(Replay{{train}}, usual()), {.threads = 1}).run().spikes == 70'000);
}

TEST_CASE("A packet that a relay could not repeat in a step is refused on the grid") {
  Network network = sources(PulsePackets{.times = {1}, .spikes = 1, .sd = 0}, usual(), 70'000);
  test::add_neurons(network, Relay{});
  network.projections = {{.source = 0, .target = 1, .rule = AllToAll{}, .delay = {Constant{0.5}}}};
  CHECK_THROWS_WITH(validate(network), Contains("relay") && Contains("65536"));
  network.clock = Clock::any_time();
  CHECK(Simulation(network, {.threads = 1}).run().spikes == 140'000);
}

TEST_CASE("Constant currents that make a neuron fire without a pause are refused") {
  IafPscExp model;
  model.t_ref = 0;
  model.I_e = 1e7;
  CHECK_NOTHROW(Simulation(sources(model, Clock::any_time()), {.threads = 1}).run());
  model.I_e = 1e8;
  CHECK_THROWS_WITH(validate(sources(model, Clock::any_time())),
                    Contains("I_e") && Contains("t_ref") && Contains("10000000 times a second"));
  CHECK_NOTHROW(validate(sources(model, usual())));
  model.t_ref = 1e-4;
  CHECK_NOTHROW(validate(sources(model, Clock::any_time())));
  model.t_ref = 0;
  model.I_e = 0;
  Network stepped = sources(model, Clock::any_time());
  stepped.devices = {StepCurrent{.target = 0, .times = {0}, .amplitudes = {1e9}}};
  CHECK_THROWS_AS(validate(stepped), UserError);
}

TEST_CASE("What a simulation would refuse is refused without one") {
  Network network = sources(IafPscExp{}, usual(), 10);
  network.projections = {{.source = 0,
                          .target = 0,
                          .rule = AllToAll{},
                          .weight = {Uniform{0, 1e6}},
                          .storage = WeightStorage::kConst}};
  CHECK_NOTHROW(validate(network));
  CHECK_THROWS_WITH(require_runnable(network), Contains("CONST"));
  network.projections[0].weight = {Lognormal{0, 9}};
  network.projections[0].storage = WeightStorage::kW16;
  CHECK_THROWS_WITH(require_runnable(network), Contains("W16"));
  network.projections[0] = {.source = 0, .target = 0, .rule = AllToAll{}};
  CHECK_NOTHROW(require_runnable(network));
  network.projections.clear();
  for (int i = 0; i < 65; ++i) {
    network.projections.push_back(
        {.source = 0, .target = 0, .rule = OneToOne{}, .weight = {Constant{1.0 + i}}});
  }
  CHECK_THROWS_WITH(require_runnable(network), Contains("64 kinds of synapses"));
  CHECK_THROWS_WITH(Simulation(network), Contains("64 kinds of synapses"));
}

}  // namespace
}  // namespace engram
