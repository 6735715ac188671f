// Runs ten neurons for 100 ms, records them and reads the recording, with nothing but the installed
// package.
#include <cstdio>

#include "core/engine/simulation.hpp"
#include "core/registry/built_in_models.hpp"
#include "io/recording/info.hpp"
#include "io/recording/writer.hpp"

int main() {
  engram::Network network;
  network.duration = 100 * engram::kTicksPerMs;
  engram::IafPscExp neuron;
  neuron.I_e = 500;  // pA; 375 pA would take it to its threshold
  network.populations.push_back({.name = "driven", .size = 10, .model = neuron});

  engram::RecordingWriter writer("driven.engram",
                                 engram::make_recording_header(network, "consumer", ""));
  const engram::RunResult result = engram::Simulation(network, {.threads = 1}).run(&writer);
  const engram::RecordingInfo info = engram::read_info("driven.engram");

  std::printf("%llu spikes\n", static_cast<unsigned long long>(result.spikes));
  return result.spikes > 0 && info.recorded.spike_hash == result.spike_hash ? 0 : 1;
}
