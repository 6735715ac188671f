#include <catch2/catch.hpp>
#include <cmath>

#include "core/support/small_network.hpp"

namespace engram::test {
namespace {

Network network_of(const IntFire& model, double duration) {
  Network network = empty_network(duration);
  network.clock = Clock::any_time();
  add_neurons(network, model);
  return network;
}

TEST_CASE("m of an IntFire jumps by the weight, decays with tau and can be recorded") {
  Network network = network_of({.tau = 7, .t_ref = 3}, 20);
  const PopulationIndex source = add_spike_train(network, {2, 5.5});
  connect(network, source, 0, 0.4, 0.123);
  network.state_recorders.push_back({{0, {}}, {"V_m"}, 0.37});
  const Recorded run = simulate(network);
  for (const auto& sample : run.sink.samples_of(0)) {
    const double t = ms_from_ticks(sample.time);
    double m = 0;
    for (const double arrival : {2.123, 5.623}) {
      if (t >= arrival) m += 0.4 * std::exp(-(t - arrival) / 7);
    }
    INFO(t << " ms");
    CHECK(std::abs(sample.values[0] - m) <= 1e-12 * m);
  }
  CHECK(run.sink.spikes_of(0).empty());
}

TEST_CASE("an IntFire fires above 1, not at it, and loses what arrives while it is refractory") {
  Network network = network_of({.tau = 10, .t_ref = 4}, 30);
  const PopulationIndex halves =
      add_neurons(network, SpikeTrains{{{1}, {1}}}, Precision::kDouble, 2);
  const PopulationIndex strong = add_spike_train(network, {10, 12, 14, 14.5});
  Projection projection{
      .source = halves, .target = 0, .rule = ExplicitList{{{0, 0, 0.5, 1}, {1, 0, 0.5, 1}}}};
  network.projections.push_back(projection);
  connect(network, strong, 0, 1.5, 1);
  const Recorded run = simulate(network);
  std::vector<double> times;
  for (const RecordedSpike& spike : run.sink.spikes_of(0)) {
    times.push_back(ms_from_ticks(spike.time.tick));
  }
  // Two halves at 2 ms make exactly 1. It is refractory during [11, 15) and [15, 19).
  CHECK(times == std::vector<double>{11, 15});
}

TEST_CASE("a Poisson drive makes an IntFire fire as often as counting its arrivals does") {
  // Without decay to speak of, every fourth arrival of 0.3 brings m above 1.
  Network network = network_of({.tau = 1e6, .t_ref = 0}, 100'000);
  network.devices.push_back(PoissonDrive{.target = 0, .rate = 400, .weight = 0.3});
  const RunResult run = Simulation(network).run();
  // 10,000 groups of four arrivals: a standard deviation of 50.
  CHECK(std::abs(static_cast<double>(run.spikes) - 10'000) < 250);
}

}  // namespace
}  // namespace engram::test
