// A closed loop: every 5 ms of model time the program counts the spikes of a population and changes
// the current into it, so that it fires at a set rate.
//
//     closed_loop
#include <algorithm>
#include <cstdio>
#include <vector>

#include "core/base/error.hpp"
#include "core/device/injected.hpp"
#include "core/device/poisson_drive.hpp"
#include "core/device/step_current.hpp"
#include "core/engine/simulation.hpp"
#include "core/neuron/iaf_psc_exp.hpp"

namespace {

using engram::kTicksPerMs;
using engram::Simulation;

constexpr engram::Tick kSpan = 5 * kTicksPerMs;
constexpr double kWantedRate = 20;  // Hz
constexpr std::uint32_t kNeurons = 400;

engram::Network make_network() {
  engram::Network network;
  network.seed = 1;
  network.populations.push_back({.name = "cells", .size = kNeurons, .model = engram::IafPscExp{}});
  network.populations.push_back({.name = "port", .size = 1, .model = engram::Injected{}});
  network.projections.push_back({.source = 0,
                                 .target = 0,
                                 .rule = engram::FixedInDegree{40},
                                 .weight = {engram::Constant{-60}},
                                 .delay = {engram::Constant{1.5}}});
  network.projections.push_back({.source = 1,
                                 .target = 0,
                                 .rule = engram::AllToAll{},
                                 .weight = {engram::Constant{300}},
                                 .delay = {engram::Constant{1}}});
  network.devices.push_back(engram::PoissonDrive{.target = 0, .rate = 8000, .weight = 20});
  network.devices.push_back(engram::StepCurrent{.target = 0, .times = {0}, .amplitudes = {0}});
  return network;
}

/// Steers for `ms`; returns the mean rate (Hz) over the second half of that time.
double steer(Simulation& simulation, int ms) {
  double current = 0;  // pA
  double spikes = 0;
  for (int t = 0; t < ms; t += 5) {
    simulation.advance_to(simulation.time() + kSpan);
    const auto fired = static_cast<double>(simulation.spikes(0).neurons.size());
    const double rate = fired / kNeurons / 0.005;
    current += 0.5 * (kWantedRate - rate);
    simulation.set_current(1, current);
    if (2 * t >= ms) spikes += fired;
  }
  return spikes / kNeurons / (ms / 2000.0);
}

/// Sends a spike to the population and prints what follows.
void excite(Simulation& simulation) {
  const engram::Tick soon = simulation.time() + kTicksPerMs;
  simulation.inject(1, std::vector<engram::RecordedSpike>{{{soon, 0}, 0}});
  simulation.advance_to(soon + 2 * kTicksPerMs);
  std::vector<double> V_m(kNeurons);
  simulation.read_state(0, "V_m", V_m);
  std::printf("a spike through the port: %zu spikes in 3 ms, then V_m up to %.1f mV\n",
              simulation.spikes(0).neurons.size(), *std::max_element(V_m.begin(), V_m.end()));
}

}  // namespace

int main() {
  try {
    Simulation simulation(make_network());
    simulation.keep_spikes(0);
    std::printf("wanted %.0f Hz, got %.1f Hz\n", kWantedRate, steer(simulation, 2000));
    const engram::SimulationState steered = simulation.state();
    excite(simulation);
    simulation.restore(steered);  // as if nothing had been sent
    excite(simulation);
    simulation.reset_state(2);  // other noise, the same connections
    const double again = steer(simulation, 2000);
    std::printf("with other noise %.1f Hz\n", again);
    return again > 18 && again < 22 ? 0 : 1;
  } catch (const engram::Error& error) {
    std::fprintf(stderr, "closed_loop: %s\n", error.what());
    return 2;
  }
}
