#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/memory.hpp"
#include "core/engine/same_run.hpp"
#include "core/neuron/lif_descriptor.hpp"
#include "core/support/twin_networks.hpp"

// What a caller changes between two spans.

namespace engram::test {
namespace {

using Catch::Contains;

constexpr double kStep = 0.1;

Tick at(double ms) { return ticks_from_ms(ms); }

/// A network of one population, on either clock.
Network network_of(const NeuronModel& model, bool continuous, double duration = 40,
                   std::uint64_t size = 3) {
  Network network = empty_network(duration, kStep);
  if (continuous) network.clock = Clock::any_time();
  add_neurons(network, model, Precision::kDouble, size);
  return network;
}

std::vector<double> V_m_of(Simulation& simulation, PopulationIndex p = 0) {
  std::vector<double> V_m(simulation.network().populations[p].size);
  simulation.read_state(p, "V_m", V_m);
  return V_m;
}

std::vector<RecordedSpike> kept(const Simulation& simulation, PopulationIndex p) {
  const SpikeColumns columns = simulation.spikes(p);
  std::vector<RecordedSpike> spikes;
  for (std::size_t i = 0; i < columns.times.size(); ++i) {
    spikes.push_back({columns.times[i], columns.neurons[i]});
  }
  return spikes;
}

/// What a script may change at random, whatever the network is made of; a function of the dice.
void change_something(Simulation& simulation, Dice& dice) {
  const Network& network = simulation.network();
  const auto p = static_cast<PopulationIndex>(
      dice.whole(0, static_cast<std::int64_t>(network.populations.size()) - 1));
  const NeuronModel& model = network.populations[p].model;
  const std::uint64_t size = network.populations[p].size;
  if (is_lif(model) && dice.one_in(2)) {
    std::vector<double> V_m(size);
    simulation.read_state(p, "V_m", V_m);
    for (double& V : V_m) V = dice.one_in(2) ? std::min(V, -61.0) : dice.real(-75, -61);
    simulation.set_state(p, "V_m", V_m);
  }
  if (model.get_if<PoissonPopulation>() != nullptr) {
    simulation.set_source_rate(p, dice.one_in(3) ? 0 : dice.real(5, 60));
  }
  if (model.get_if<GammaPopulation>() != nullptr) {
    simulation.set_source_rate(p, dice.one_in(3) ? 0 : dice.real(5, 60));
  }
  if (model.get_if<Injected>() != nullptr) {
    std::vector<RecordedSpike> spikes;
    const Tick step = network.clock.step();
    const Tick grid = network.clock.continuous() ? kTicksPerMs / 20 : step;
    for (std::uint32_t i = 0; i < size; ++i) {
      if (!dice.one_in(3)) continue;
      const Tick tick = (simulation.time() / grid + dice.whole(1, 90)) * grid;
      spikes.push_back({{tick, 0}, i});
    }
    try {
      simulation.inject(p, spikes);
    } catch (const UserError&) {
      // A neuron has a spike there already: nothing was sent.
    }
  }
  for (std::size_t i = 0; i < network.projections.size(); ++i) {
    if (!network.projections[i].plastic || !dice.one_in(2)) continue;
    const WeightBounds& bounds = *network.projections[i].plastic;
    std::vector<double> weights = simulation.weights(i);
    for (double& w : weights) {
      if (dice.one_in(2)) w = dice.real(bounds.w_min, bounds.w_max);
    }
    simulation.set_weights(i, weights);
  }
  for (std::uint32_t d = 0; d < network.devices.size(); ++d) {
    if (!dice.one_in(2)) continue;
    if (network.devices[d].get_if<PoissonDrive>() != nullptr) {
      simulation.set_drive_rate(d, dice.one_in(4) ? 0 : dice.real(100, 9000));
    } else if (network.devices[d].get_if<StepCurrent>() != nullptr) {
      simulation.set_current(d, dice.real(-100, 500));
    }
  }
}

Recorded run_script(const Network& network, const SimulationOptions& options, std::uint64_t seed) {
  Dice dice(seed);
  Recorded recorded;
  Simulation simulation(network, options);
  simulation.record(recorded.sink);
  const Tick end = network.warm_up + network.duration;
  const Tick step = network.clock.step();
  for (Tick t = 0; t < end;) {
    change_something(simulation, dice);
    t = std::min(end, t + dice.whole(1, std::max<Tick>(1, end / 4 / step)) * step);
    simulation.advance_to(t);
  }
  recorded.result = simulation.finish();
  return recorded;
}

}  // namespace

TEST_CASE("The same changes give the same run on any threads and partitions") {
  CHECK(rc::check([](std::uint64_t seed) {
    Network network = any_network();
    // An input port onto every population that takes input.
    const auto port = add_neurons(network, Injected{}, Precision::kDouble, 130);
    for (PopulationIndex p = 0; p < port; ++p) {
      if (!is_lif(network.populations[p].model)) continue;
      const bool delta = network.populations[p].model.get_if<IafPscDelta>() != nullptr;
      network.projections.push_back({.source = port,
                                     .target = p,
                                     .rule = FixedInDegree{3},
                                     .weight = {Constant{delta ? 0.5 : 50.0}},
                                     .delay = {Constant{1.5}}});
    }
    const Recorded reference = run_script(network, {.threads = 1, .partitions = 1}, seed);
    constexpr std::array kThreads{1u, 2u, 3u, 8u};
    for (unsigned partitions = 2; partitions <= 9; partitions += 2) {
      check_same_run(
          network, reference,
          run_script(network,
                     {.threads = kThreads[partitions / 2 % kThreads.size()],
                      .partitions = partitions,
                      .queue = partitions % 4 == 0 ? QueueKind::kCalendar : QueueKind::kHeap},
                     seed));
    }
  }));
}

TEST_CASE("Spikes that are sent are those of a spike train") {
  const bool continuous = GENERATE(false, true);
  const std::vector<std::vector<double>> times{{0.1, 3, 3.1, 17.5}, {}, {2.5, 12.3, 39}};
  const auto wired = [&](const NeuronModel& model) {
    Network network = network_of(model, continuous);
    const PopulationIndex target = add_neurons(network, IafPscExp{}, Precision::kDouble, 3);
    network.projections.push_back({.source = 0,
                                   .target = target,
                                   .rule = OneToOne{},
                                   .weight = {Constant{3000}},
                                   .delay = {Constant{0.7}}});
    network.state_recorders.push_back({{target, {}}, {"V_m"}, 0.5});
    return network;
  };
  const Network expected = wired(SpikeTrains{times});
  const Recorded reference = simulate(expected);
  REQUIRE(reference.sink.spikes_of(1).size() > 3);

  Recorded sent;
  Simulation simulation(wired(Injected{}), {.threads = 2, .partitions = 2});
  simulation.record(sent.sink);
  for (const double begin : {0.0, 2.0, 3.0, 20.0}) {
    simulation.advance_to(at(begin));
    // Half of them well ahead, the others just before they are due.
    std::vector<RecordedSpike> spikes;
    for (std::uint32_t i = 0; i < 3; ++i) {
      for (const double t : times[i]) {
        const bool far = i == 0;
        const bool now = t > begin && t <= (begin == 0 ? 2 : begin == 2 ? 3 : begin == 3 ? 20 : 40);
        if (far ? begin == 0 : now) spikes.push_back({{at(t), 0}, i});
      }
    }
    simulation.inject(0, spikes);
  }
  simulation.advance_to(expected.duration);
  sent.result = simulation.finish();
  CHECK(sent.sink.spikes_of(0) == reference.sink.spikes_of(0));
  CHECK(sent.sink.spikes_of(1) == reference.sink.spikes_of(1));
  REQUIRE(sent.sink.samples_of(0).size() == reference.sink.samples_of(0).size());
  for (std::size_t i = 0; i < sent.sink.samples_of(0).size(); ++i) {
    CHECK(sent.sink.samples_of(0)[i].values == reference.sink.samples_of(0)[i].values);
  }
}

TEST_CASE("A current that is set is one that was planned") {
  const bool continuous = GENERATE(false, true);
  const auto model = GENERATE(NeuronModel{IafPscExp{}}, NeuronModel{IafPscDelta{}});
  const auto with = [&](const std::vector<double>& times, const std::vector<double>& amplitudes) {
    Network network = network_of(model, continuous);
    network.devices.push_back(StepCurrent{0, {5}, {100}});  // is left alone
    network.devices.push_back(StepCurrent{0, times, amplitudes});
    network.state_recorders.push_back({{0, {}}, {"V_m"}, 0.1});
    return network;
  };
  // Set at 10 to 500, which lasts until the next time of its own, and at 30 for good.
  const Recorded planned = simulate(with({2, 10, 20, 30}, {300, 500, 350, 450}));
  Recorded set;
  Simulation simulation(with({2, 20}, {300, 350}), {.threads = 2});
  simulation.record(set.sink);
  simulation.advance_to(at(10));
  simulation.set_current(1, 500);
  simulation.advance_to(at(30));
  simulation.set_current(1, 450);
  simulation.advance_to(at(40));
  set.result = simulation.finish();
  const auto& spikes = planned.sink.spikes_of(0);
  REQUIRE(spikes.size() > 3);
  REQUIRE(set.sink.spikes_of(0).size() == spikes.size());
  for (std::size_t i = 0; i < spikes.size(); ++i) {
    const double late = ms_between(spikes[i].time, set.sink.spikes_of(0)[i].time);
    CHECK(std::abs(late) <= (continuous ? 1e-8 : 0));
  }
  for (std::size_t i = 0; i < planned.sink.samples_of(0).size(); ++i) {
    // On the continuous clock what is set acts from the end of a tick on, not from its beginning.
    const double tolerance = continuous ? 1e-8 : 0;
    CHECK(set.sink.samples_of(0)[i].values[0] ==
          Approx(planned.sink.samples_of(0)[i].values[0]).margin(tolerance).epsilon(0));
  }
}

TEST_CASE("A state that is set goes on by the closed form") {
  const bool continuous = GENERATE(false, true);
  const Sleep sleep = GENERATE(Sleep::kNever, Sleep::kAlways);
  IafPscExp model;
  model.tau_syn_ex = 3;
  model.tau_syn_in = 5;
  Network network = network_of(model, continuous);
  network.populations[0].sleep = sleep;
  Simulation simulation(network, {.threads = 1});
  simulation.advance_to(at(7.3));
  const std::vector<double> V_m{-60, -71.5, -80};
  const std::vector<double> excitation{100, 0, 250};
  const std::vector<double> inhibition{0, -80, -20};
  simulation.set_state(0, "V_m", V_m);
  simulation.set_state(0, "I_syn_ex", excitation);
  simulation.set_state(0, "I_syn_in", inhibition);
  CHECK(V_m_of(simulation) == V_m);

  const double t = 4.4;
  simulation.advance_to(at(7.3) + at(t));
  const std::vector<double> now = V_m_of(simulation);
  std::vector<double> I(3);
  simulation.read_state(0, "I_syn_in", I);
  const auto response = [&](double tau) {
    return tau * model.tau_m / (tau - model.tau_m) / model.C_m *
           (std::exp(-t / tau) - std::exp(-t / model.tau_m));
  };
  for (std::size_t i = 0; i < 3; ++i) {
    const double expected = model.E_L + (V_m[i] - model.E_L) * std::exp(-t / model.tau_m) +
                            excitation[i] * response(model.tau_syn_ex) +
                            inhibition[i] * response(model.tau_syn_in);
    CHECK(now[i] == Approx(expected).epsilon(1e-11));
    CHECK(I[i] == Approx(inhibition[i] * std::exp(-t / model.tau_syn_in)).epsilon(1e-11));
  }
}

TEST_CASE("A neuron that is set below its threshold fires when its current takes it there") {
  const bool continuous = GENERATE(false, true);
  IafPscExp model;
  model.tau_syn_in = 3;
  Network network = network_of(model, continuous);
  Simulation simulation(network, {.threads = 1});
  simulation.keep_spikes(0);
  simulation.advance_to(at(5));
  simulation.set_state(0, "V_m", std::vector<double>{-55.001, -55 - 1e-13, -70});
  simulation.set_state(0, "I_syn_ex", std::vector<double>{2000, 2000, 0});
  simulation.advance_to(at(6));
  const std::vector<RecordedSpike> spikes = kept(simulation, 0);
  REQUIRE(spikes.size() == 2);
  for (const RecordedSpike& spike : spikes) {
    CHECK(spike.time.tick > at(5));
    CHECK(spike.time.tick <= at(5.1));
    CHECK(spike.neuron < 2);
  }
}

TEST_CASE("The potential of a refractory neuron stays at reset") {
  const bool continuous = GENERATE(false, true);
  const Sleep sleep = GENERATE(Sleep::kNever, Sleep::kAlways);
  IafPscExp model;
  model.I_e = 1000;
  model.V_reset = -65;
  Network network = network_of(model, continuous, 40, 1);
  network.populations[0].sleep = sleep;
  Simulation simulation(network, {.threads = 1});
  simulation.keep_spikes(0);
  Tick t = 0;
  do {
    simulation.advance_to(t += at(0.1));
  } while (kept(simulation, 0).empty());
  const double until = 2;
  simulation.advance_to(t + at(until - 0.3));
  simulation.set_state(0, "V_m", std::vector<double>{-80});
  CHECK(V_m_of(simulation) == std::vector<double>{-65});
  simulation.advance_to(t + at(until));
  simulation.set_state(0, "V_m", std::vector<double>{-80});
  CHECK(V_m_of(simulation) == std::vector<double>{-80});
}

TEST_CASE("Sources fire at the rate that is set") {
  const bool continuous = GENERATE(false, true);
  const auto model =
      GENERATE(NeuronModel{PoissonPopulation{50}}, NeuronModel{GammaPopulation{50, 4}},
               NeuronModel{PoissonPopulation{50, 0, 1500}});
  Network network = network_of(model, continuous, 2000, 200);
  Simulation simulation(network, {.threads = 2, .partitions = 2});
  simulation.keep_spikes(0);
  const auto* poisson = model.get_if<PoissonPopulation>();
  const bool stops = poisson != nullptr && poisson->stop < 1e9;
  Tick t = 0;
  for (const double rate : {50.0, 20.0, 0.0, 80.0, 10.0}) {
    simulation.set_source_rate(0, rate);
    simulation.advance_to(t += at(400));
    const double span = stops && t > at(1600) ? 0 : stops && t > at(1500) ? 0.3 : 0.4;
    const double expected = rate * span * 200;
    CHECK(std::abs(static_cast<double>(kept(simulation, 0).size()) - expected) <=
          5 * std::sqrt(expected));
  }
}

TEST_CASE("A drive acts at the rate that is set") {
  const bool continuous = GENERATE(false, true);
  IafPscDelta model;
  model.V_th = 1e6;
  model.tau_m = 5;
  Network network = network_of(model, continuous, 2000, 400);
  network.devices.push_back(PoissonDrive{.target = 0, .rate = 0, .weight = 0.1});
  Simulation simulation(network, {.threads = 2, .partitions = 2});
  Tick t = 0;
  for (const double rate : {0.0, 4000.0, 1000.0, 0.0, 6000.0}) {
    simulation.set_drive_rate(0, rate);
    simulation.advance_to(t += at(100));
    const std::vector<double> V_m = V_m_of(simulation);
    const double mean = std::accumulate(V_m.begin(), V_m.end(), 0.0) / 400 + 70;
    const double expected = rate / 1000 * 0.1 * model.tau_m;
    const double sd = std::sqrt(rate / 1000 * 0.01 * model.tau_m / 2 / 400);
    CHECK(std::abs(mean - expected) <= 5 * sd + 0.02 * expected + 1e-6);
  }
}

TEST_CASE("Changes that are not valid are refused with a reason, and change nothing") {
  const bool continuous = GENERATE(false, true);
  Network network = network_of(IafPscExp{}, continuous);
  const auto source = add_neurons(network, PoissonPopulation{10}, Precision::kDouble, 2);
  const auto port = add_neurons(network, Injected{}, Precision::kDouble, 2);
  network.devices.push_back(PoissonDrive{.target = 0, .rate = 10, .weight = 1});
  network.devices.push_back(StepCurrent{0, {1}, {10}});
  Simulation simulation(network, {.threads = 1});
  const std::uint64_t expected = simulate(network).result.spike_hash;
  simulation.advance_to(at(10));
  std::vector<double> three(3, -70);
  CHECK_THROWS_WITH(simulation.set_state(7, "V_m", three), Contains("no population 7"));
  CHECK_THROWS_WITH(simulation.set_state(0, "V", three),
                    Contains("there is no \"V\" here; valid: V_m, I_syn"));
  CHECK_THROWS_WITH(simulation.set_state(0, "I_syn_ex", three), Contains("kept as one current"));
  CHECK_THROWS_WITH(simulation.set_state(source, "V_m", three), Contains("it has no state"));
  CHECK_THROWS_WITH(simulation.set_state(0, "V_m", std::vector<double>(2)),
                    Contains("2 values for 3 neurons"));
  CHECK_THROWS_WITH(simulation.set_state(0, "V_m", std::vector<double>{-70, -55, -80}),
                    Contains("below the threshold, -55 mV"));
  CHECK_THROWS_WITH(simulation.set_state(0, "V_m", std::vector<double>{-70, NAN, -80}),
                    Contains("V_m is nan"));
  CHECK_THROWS_WITH(simulation.read_state(0, "V_m", std::span<double>(three).first(1)),
                    Contains("1 values for 3 neurons"));
  CHECK_THROWS_WITH(simulation.set_source_rate(0, 3), Contains("no rate that can be set"));
  CHECK_THROWS_WITH(simulation.set_source_rate(source, -1), Contains("must not be negative"));
  CHECK_THROWS_WITH(simulation.set_drive_rate(1, 3), Contains("no drive whose rate"));
  CHECK_THROWS_WITH(simulation.set_drive_rate(0, 1e300), Contains("the rate is 1e+300 Hz"));
  CHECK_THROWS_WITH(simulation.set_current(0, 3), Contains("no current"));
  CHECK_THROWS_WITH(simulation.set_current(1, INFINITY), Contains("amplitude is inf"));
  const auto send = [&](PopulationIndex p, Time time, std::uint32_t neuron) {
    simulation.inject(p, std::vector<RecordedSpike>{{{at(39), 0}, 0}, {time, neuron}});
  };
  CHECK_THROWS_WITH(send(source, {at(11), 0}, 0), Contains("no input port"));
  CHECK_THROWS_WITH(send(port, {at(10), 0}, 0), Contains("not later than now, 10 ms"));
  CHECK_THROWS_WITH(send(port, {at(11), 0}, 2), Contains("neuron 2; there are 2"));
  CHECK_THROWS_WITH(send(port, {at(39), 0}, 0), Contains("two spikes of one time"));
  if (!continuous) {
    CHECK_THROWS_WITH(send(port, {at(11) + 1, 0}, 0), Contains("multiples of the clock's step"));
    CHECK_THROWS_WITH(simulation.set_source_rate(source, 1e6), Contains("began at 10 Hz"));
  }
  simulation.advance_to(at(40));
  CHECK(simulation.result().spike_hash == expected);
  CHECK_THROWS_WITH(send(port, {at(41), 0}, 1), Contains("not later than now"));
}

TEST_CASE("A neuron of a port that has a spike coming takes no second one there") {
  const bool continuous = GENERATE(false, true);
  Simulation simulation(network_of(Injected{}, continuous), {.threads = 1});
  const std::vector<RecordedSpike> one{{{at(3), 0}, 1}};
  simulation.inject(0, one);
  CHECK_THROWS_WITH(simulation.inject(0, one), Contains("two spikes of one time"));
  simulation.advance_to(at(5));
  CHECK(simulation.result().spikes == 1);
}

TEST_CASE("A second session over a network costs no memory for its synapses") {
  Network network = empty_network(1);
  add_neurons(network, IafPscExp{}, Precision::kSingle, 4000);
  network.projections.push_back({.rule = FixedInDegree{2000}, .weight = {Normal{50, 5}, 0, 100}});
  Simulation first(network, {.threads = 1});
  CHECK(first.synapse_count() == 8'000'000);  // 32 MB
  first.advance_to(network.duration);
  const std::uint64_t before = peak_resident_bytes();
  std::vector<Simulation> others;
  for (int i = 0; i < 10; ++i) {
    others.emplace_back(first.built(), SimulationOptions{.threads = 1}, i);
    others.back().advance_to(network.duration);
  }
  CHECK(peak_resident_bytes() - before < 30'000'000);
}

}  // namespace engram::test
