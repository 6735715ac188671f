// Runs a neuron model of the library, and a neuron model and a device of its own, records them and
// reads the recordings, with nothing but the installed package.
//
//     consumer own_models.txtpb
#include <cstdint>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "core/check/validate.hpp"
#include "core/engine/simulation.hpp"
#include "core/registry/built_in_models.hpp"
#include "io/model/model_file.hpp"
#include "io/recording/info.hpp"
#include "io/recording/reader.hpp"
#include "io/recording/writer.hpp"
#include "perfect_integrator.hpp"
#include "regular_drive.hpp"

namespace {

using consumer::PerfectIntegrator;
using consumer::RegularDrive;
using engram::Network;

constexpr engram::Tick kDuration = 100 * engram::kTicksPerMs;

void require(bool fine, const std::string& otherwise) {
  if (!fine) throw std::runtime_error(otherwise);
}

/// Runs a network and records it in a file of the working folder.
engram::RunResult record(const Network& network, const std::string& path) {
  engram::RecordingWriter writer(path, engram::make_recording_header(network, "consumer", ""));
  return engram::Simulation(network, {.threads = 1}).run(&writer);
}

void run_a_model_of_the_library() {
  Network network;
  network.duration = kDuration;
  engram::IafPscExp neuron;
  neuron.I_e = 500;  // pA; 375 pA would take it to its threshold
  network.populations.push_back({.name = "driven", .size = 10, .model = neuron});

  const engram::RunResult result = record(network, "library.engram");
  require(result.spikes > 0, "the neurons of the library do not fire");
  require(engram::read_info("library.engram").recorded.spike_hash == result.spike_hash,
          "the recording of the library's neurons is not of their spikes");
}

/// Two neurons that are driven, and two that follow them.
Network own_network() {
  Network network;
  network.duration = kDuration;
  network.populations.push_back({.name = "driven",
                                 .size = 2,
                                 .model = PerfectIntegrator{.V_th = std::vector<double>{14, 24}}});
  network.populations.push_back(
      {.name = "followers", .size = 2, .model = PerfectIntegrator{.V_th = 9}});
  network.projections.push_back({.source = 0,
                                 .target = 1,
                                 .rule = engram::OneToOne{},
                                 .weight = {engram::Constant{5}},
                                 .delay = {engram::Constant{1}}});
  network.devices.push_back(RegularDrive{.target = 0, .interval = 1, .weight = 5});
  network.state_recorders.push_back({.selection = {.population = 0}, .variables = {"V_m"}});
  return network;
}

/// The network of a model file that names models and devices of this program.
Network read_own_network(const std::string& path) {
  engram::ModelRegistry registry = engram::ModelRegistry::built_in();
  registry.add<PerfectIntegrator>();
  registry.add<RegularDrive>();
  return engram::load_model(path, {}, registry).network;
}

/// What is in a recording of that network.
struct Recorded {
  std::vector<std::vector<int>> spikes{{0, 0}, {0, 0}};  ///< by population and neuron
  std::vector<double> V_m{};                             ///< mV, of the driven neurons, at the end

  friend bool operator==(const Recorded&, const Recorded&) = default;
};

Recorded read_recording(const std::string& path) {
  Recorded recorded;
  const std::string problem =
      engram::RecordingReader(path).read_all([&](const engram::RecordingChunk& chunk) {
        if (const auto* of = std::get_if<engram::SpikeChunk>(&chunk)) {
          for (const auto& spike : of->spikes) ++recorded.spikes[of->population][spike.neuron];
        } else {
          const auto& values = std::get<engram::SampleChunk>(chunk).values;
          recorded.V_m.assign(values.end() - 2, values.end());
        }
      });
  require(problem.empty(), path + ": " + problem);
  return recorded;
}

/// 5 mV arrive at the driven neurons at 1, 2, ..., 100 ms: one fires at every third event, the
/// other at every fifth. By 100 ms 33 and 19 of these spikes have arrived at the followers, which
/// fire at every second one.
Recorded expected() { return {.spikes = {{33, 20}, {16, 9}}, .V_m = {5, 0}}; }

void run_own_models(Network network, engram::Clock clock, const std::string& name) {
  network.clock = clock;
  validate(network);
  const engram::RunResult result = record(network, name + ".engram");
  require(result.spikes == 78, name + ": " + std::to_string(result.spikes) + " spikes, not 78");
  require(read_recording(name + ".engram") == expected(), name + ": the recording is wrong");
}

/// Neurons of its own under a drive of the library, which is switched off halfway.
void switch_off_a_drive(engram::Clock clock) {
  Network network;
  network.clock = clock;
  network.duration = kDuration;
  network.populations.push_back({.name = "driven", .size = 10, .model = PerfectIntegrator{}});
  network.devices.push_back(engram::PoissonDrive{.target = 0, .rate = 1000, .weight = 5});
  engram::Simulation simulation(network, {.threads = 1});
  simulation.advance_to(kDuration / 2);
  const std::uint64_t spikes = simulation.result().spikes;
  simulation.set_drive_rate(0, 0);
  simulation.advance_to(kDuration);
  require(spikes > 0, "a drive of the library has no effect");
  require(simulation.result().spikes == spikes, "a drive goes on after it was switched off");
}

}  // namespace

int main(int argc, char** argv) {
  try {
    require(argc == 2, "usage: consumer own_models.txtpb");
    run_a_model_of_the_library();
    const Network read = read_own_network(argv[1]);
    run_own_models(own_network(), {}, "grid");
    run_own_models(own_network(), engram::Clock::any_time(), "continuous");
    run_own_models(read, {}, "grid_from_file");
    run_own_models(read, engram::Clock::any_time(), "continuous_from_file");
    switch_off_a_drive({});
    switch_off_a_drive(engram::Clock::any_time());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "consumer: %s\n", error.what());
    return 1;
  }
  std::printf("all spikes are there\n");
  return 0;
}
