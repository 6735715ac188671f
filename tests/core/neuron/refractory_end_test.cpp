#include <catch2/catch.hpp>
#include <vector>

#include "core/support/small_network.hpp"

// Input at and about the end of the refractory time. On the continuous clock a neuron is refractory
// during [t*, t* + t_ref), so that an input at its end counts (the definition given in
// nest-simulator #3309); on the grid that input is the last one lost, as in NEST's grid models.

namespace engram::test {
namespace {

constexpr double kTick = 1e-9;  // ms
constexpr double kDelay = 1;    // ms
constexpr double kFirst = 2;    // ms, when the first input arrives and makes a spike

std::vector<Tick> ticks(const std::vector<double>& times) {
  std::vector<Tick> result;
  for (const double ms : times) result.push_back(ticks_from_ms(ms));
  return result;
}

/// When a neuron fires that receives `weight` at kFirst and at each of `arrivals` (ms).
std::vector<Tick> spikes_after(const NeuronModel& model, Clock clock, double weight,
                               const std::vector<double>& arrivals) {
  Network network = empty_network(20);
  network.clock = clock;
  const PopulationIndex neuron = add_neurons(network, model);
  connect(network, add_spike_train(network, {kFirst - kDelay}), neuron, weight, kDelay);
  for (const double arrival : arrivals) {
    connect(network, add_spike_train(network, {arrival - kDelay}), neuron, weight, kDelay);
  }
  const Recorded run = simulate(network);
  std::vector<Tick> times;
  for (const RecordedSpike& spike : run.sink.spikes_of(neuron)) times.push_back(spike.time.tick);
  return times;
}

std::vector<Tick> exact_spikes(const NeuronModel& model, double weight,
                               const std::vector<double>& arrivals) {
  return spikes_after(model, Clock::any_time(), weight, arrivals);
}

}  // namespace

TEST_CASE("on the continuous clock an input at the end of the refractory time counts") {
  const double t_ref = GENERATE(1e-9, 1.0, 2.5, 3.123456789);
  const double end = kFirst + t_ref;
  IafPscDelta delta;
  delta.t_ref = t_ref;
  const IntFire unit{.tau = 10, .t_ref = t_ref};
  const std::vector<Tick> twice = ticks({kFirst, end});
  CHECK(exact_spikes(delta, 20, {end}) == twice);
  CHECK(exact_spikes(unit, 2, {end}) == twice);
  // Half of what is needed, and the other half at the same moment.
  CHECK(exact_spikes(delta, 16, {end, end}) == twice);
  CHECK(exact_spikes(unit, 1.1, {end, end}) == twice);
  // What made the second spike was used up by it.
  CHECK(exact_spikes(delta, 20, {end, end + t_ref}) == ticks({kFirst, end, end + t_ref}));
}

TEST_CASE("an input from reset to the threshold reaches it exactly, whatever current flows") {
  IafPscDelta delta;
  delta.t_ref = 1;
  delta.V_reset = GENERATE(-60.0, -75.0);
  delta.I_e = GENERATE(-1000.0, -33.3, 0.1, 17.7, 91.8612);
  const double gap = delta.V_th - delta.V_reset;
  Network network = empty_network(20);
  network.clock = Clock::any_time();
  const PopulationIndex neuron = add_neurons(network, delta);
  connect(network, add_spike_train(network, {1}), neuron, 1000, kDelay);
  for (int half = 0; half < 2; ++half) {
    connect(network, add_spike_train(network, {2}), neuron, gap / 2, kDelay);
  }
  const Recorded run = simulate(network);
  REQUIRE(run.sink.spikes_of(neuron).size() >= 2);
  CHECK(run.sink.spikes_of(neuron)[1].time == Time{3 * kTicksPerMs, 0});
}

TEST_CASE("on the continuous clock an input within the refractory time is lost") {
  IafPscDelta delta;
  delta.t_ref = 1;
  const IntFire unit{.tau = 10, .t_ref = 1};
  for (const double arrival : {kFirst, kFirst + kTick, kFirst + 0.5, kFirst + 1 - kTick}) {
    INFO("an input at " << arrival << " ms");
    CHECK(exact_spikes(delta, 20, {arrival}) == ticks({kFirst}));
    CHECK(exact_spikes(unit, 2, {arrival}) == ticks({kFirst}));
  }
  // It is lost for good: what comes later begins at reset.
  CHECK(exact_spikes(delta, 16, {kFirst + 0.5, kFirst + 1}) == ticks({kFirst, 3}));
  CHECK(exact_spikes(delta, 16, {kFirst + 0.5}) == ticks({kFirst}));
}

TEST_CASE("without refractory time all later inputs count") {
  IafPscDelta delta;
  delta.t_ref = 0;
  CHECK(exact_spikes(delta, 20, {kFirst + kTick, kFirst + 2 * kTick}).size() == 3);
  // At one moment there is one sum and one spike.
  CHECK(exact_spikes(delta, 20, {kFirst, kFirst}) == ticks({kFirst}));
}

TEST_CASE("on the grid the input at the end of the refractory time is the last that is lost") {
  IafPscDelta delta;
  delta.t_ref = 1;
  const Clock grid = Clock::grid(ticks_from_ms(0.1));
  CHECK(spikes_after(delta, grid, 20, {3}) == ticks({kFirst}));
  CHECK(spikes_after(delta, grid, 20, {3, 3.1}) == ticks({kFirst, 3.1}));
}

TEST_CASE("a current that changes as the refractory time ends loses no input of that moment") {
  Network network = empty_network(20);
  network.clock = Clock::any_time();
  IafPscDelta delta;
  delta.t_ref = 1;
  const PopulationIndex neuron = add_neurons(network, delta);
  connect(network, add_spike_train(network, {kFirst - kDelay}), neuron, 20, kDelay);
  connect(network, add_spike_train(network, {kFirst - kDelay + 1}), neuron, 10, kDelay);
  network.devices.push_back(StepCurrent{neuron, {3}, {0}});
  network.state_recorders.push_back({{neuron, {}}, {"V_m"}, 3});
  const Recorded run = simulate(network);
  REQUIRE(run.sink.spikes_of(neuron).size() == 1);
  CHECK(run.sink.samples_of(0).at(0).values.at(0) == Approx(delta.E_L + 10).epsilon(1e-12));
}

}  // namespace engram::test
