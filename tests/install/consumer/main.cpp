// Runs ten neurons for 100 ms with nothing but the installed package.
#include <cstdio>

#include "core/engine/simulation.hpp"

int main() {
  engram::Network network;
  network.duration = 100 * engram::kTicksPerMs;
  engram::IafPscExp neuron;
  neuron.I_e = 500;  // pA; the rheobase is 375 pA
  network.populations.push_back({.name = "driven", .size = 10, .model = neuron});

  engram::Simulation simulation(network, {.threads = 1});
  const engram::RunResult result = simulation.run();
  std::printf("%llu spikes\n", static_cast<unsigned long long>(result.spikes));
  return result.completed && result.spikes > 0 ? 0 : 1;
}
