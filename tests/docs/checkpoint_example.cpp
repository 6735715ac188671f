#include <cstdio>
#include <exception>
#include <string>

#include "core/engine/simulation.hpp"
#include "core/registry/built_in_models.hpp"
#include "io/checkpoint/checkpoint.hpp"
#include "io/model/model_file.hpp"

// The code of docs/checkpoints.md. Takes a path to write to and a model file; prints "same" where
// the runs are the same.

namespace {

/// Whether a run of a network that goes on from its checkpoint is the run uncut.
bool goes_on(const engram::Network& network, const std::string& path) {
  engram::Simulation simulation(network);
  simulation.advance_to(50 * engram::kTicksPerMs);
  engram::save_checkpoint(path, simulation);

  engram::Simulation other(network, {.threads = 2});
  engram::restore_checkpoint(path, other);
  other.advance_to(100 * engram::kTicksPerMs);

  simulation.advance_to(100 * engram::kTicksPerMs);
  return simulation.result().spike_hash == other.result().spike_hash;
}

/// The same from a model file.
bool resumes(const std::string& model_path, const std::string& path) {
  const engram::ModelFile model = engram::load_model(model_path);
  const engram::CheckpointSource source = engram::checkpoint_source(model);
  engram::Simulation simulation(model.network);
  simulation.advance_to(50 * engram::kTicksPerMs);
  engram::save_checkpoint(path, simulation, source);

  engram::Simulation other = engram::resume(path);
  const engram::RunResult result = other.run();

  simulation.advance_to(result.model_time);
  return simulation.result().spike_hash == result.spike_hash;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  engram::Network network;
  network.duration = 100 * engram::kTicksPerMs;
  network.populations.push_back(
      {.name = "sources", .size = 10, .model = engram::PoissonPopulation{.rate = 50}});
  try {
    if (!goes_on(network, argv[1]) || !resumes(argv[2], argv[1])) return 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  std::puts("same");
  return 0;
}
