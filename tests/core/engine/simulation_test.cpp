#include "core/engine/simulation.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>
#include <utility>

#include "core/support/small_network.hpp"

namespace engram::test {
namespace {

Network one_relay() {
  Network network = empty_network(1);
  add_neurons(network, Relay{});
  return network;
}

}  // namespace

TEST_CASE("calls of a Simulation that has been moved from throw") {
  Simulation from(one_relay());
  Simulation to(std::move(from));
  CHECK_THROWS_AS(from.run(), std::logic_error);
  CHECK_THROWS_WITH(from.run(), Catch::Contains("moved from"));
  CHECK_THROWS_WITH(from.network(), Catch::Contains("moved from"));
  CHECK_THROWS_WITH(from.connectome(), Catch::Contains("moved from"));
  CHECK_THROWS_WITH(from.synapse_count(), Catch::Contains("moved from"));
  CHECK_THROWS_WITH(from.build_seconds(), Catch::Contains("moved from"));
  from = std::move(to);
  CHECK(from.run().completed);
}

TEST_CASE("a Simulation runs over its duration once") {
  Simulation simulation(one_relay());
  simulation.run();
  CHECK_THROWS_AS(simulation.run(), std::logic_error);
  CHECK_THROWS_WITH(simulation.run(), Catch::Contains("duration of its network once"));
}

TEST_CASE("neurons start at E_L by default") {
  const bool continuous = GENERATE(false, true);
  Network network = empty_network(1);
  if (continuous) network.clock = Clock::any_time();
  IafPscExp exp;
  exp.E_L = -63;
  IafPscAlpha alpha;
  alpha.E_L = -62;
  IafPscDelta delta;
  delta.E_L = -61;
  for (const NeuronModel& model : {NeuronModel{exp}, NeuronModel{alpha}, NeuronModel{delta}}) {
    network.populations.push_back(
        {.name = std::to_string(network.populations.size()), .size = 2, .model = model});
    const auto p = static_cast<PopulationIndex>(network.populations.size() - 1);
    network.state_recorders.push_back({{p, {}}, {"V_m"}, 0.5});
  }
  const Recorded run = simulate(network);
  for (std::uint32_t p = 0; p < 3; ++p) {
    for (const auto& sample : run.sink.samples_of(p)) {
      CHECK(sample.values == std::vector<double>(2, -63.0 + p));
    }
  }
}

TEST_CASE("a grid and the continuous clock give about the same number of spikes") {
  Network network = empty_network(50);
  for (const char* name : {"E", "F"}) {
    network.populations.push_back({.name = name, .size = 100, .model = IafPscExp{}});
  }
  network.projections.push_back({.source = 0,
                                 .target = 1,
                                 .rule = FixedInDegree{20},
                                 .weight = {Constant{300}},
                                 .delay = {Constant{1.5}}});
  network.devices.push_back(PoissonDrive{.target = 0, .rate = 10'000, .weight = 30});
  const auto spikes = [&](Clock clock) {
    network.clock = clock;
    return static_cast<double>(Simulation(network).run().spikes);
  };
  const double on_grid = spikes(Clock{});
  CHECK(on_grid > 700);
  CHECK(spikes(Clock::any_time()) == Approx(on_grid).epsilon(0.15));
}

}  // namespace engram::test
