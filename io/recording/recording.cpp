#include "io/recording/recording.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "io/recording/exact_ms.hpp"

namespace engram {
namespace {

/// Makes `population` record the neurons of `selection` as well.
void add_selection(RecordedPopulation& population, const NeuronSelection& selection) {
  const bool records_all = population.spikes_recorded && population.recorded_neurons.empty();
  population.spikes_recorded = true;
  if (records_all) return;
  auto& neurons = population.recorded_neurons;
  if (selection.neurons.empty()) {
    neurons.clear();
    return;
  }
  neurons.insert(neurons.end(), selection.neurons.begin(), selection.neurons.end());
  std::sort(neurons.begin(), neurons.end());
  neurons.erase(std::unique(neurons.begin(), neurons.end()), neurons.end());
}

}  // namespace

std::uint64_t RecordingHeader::values_per_sample(std::uint32_t recorder) const {
  const RecordedState& state = states.at(recorder);
  const std::uint64_t neurons =
      state.neurons.empty() ? populations.at(state.population).size : state.neurons.size();
  return neurons * state.variables.size();
}

RecordingHeader make_recording_header(const Network& network, std::string program_version,
                                      std::string model_text) {
  RecordingHeader header;
  header.program_version = std::move(program_version);
  header.model_text = std::move(model_text);
  header.seed = network.seed;
  header.step = network.clock.step();
  header.warm_up = network.warm_up;
  header.duration = network.duration;
  std::uint64_t first_id = 0;
  for (const Population& p : network.populations) {
    header.populations.push_back({p.name,
                                  first_id,
                                  static_cast<std::uint32_t>(p.size),
                                  network.spike_recorders.empty(),
                                  {}});
    first_id += p.size;
  }
  for (const SpikeRecorder& r : network.spike_recorders) {
    add_selection(header.populations.at(r.selection.population), r.selection);
  }
  for (const StateRecorder& r : network.state_recorders) {
    header.states.push_back({r.selection.population, r.selection.neurons, r.variables,
                             network.clock.nearest(r.interval)});
  }
  return header;
}

RunEnd run_end_at(Tick end, const RecordingHeader& header) {
  return header.planned_end() - end < header.step ? RunEnd::kFinished : RunEnd::kStopped;
}

std::string early_end(const RecordingIndex& index, const RecordingHeader& header) {
  if (index.run_end == RunEnd::kFinished) return {};
  const bool failed = index.run_end == RunEnd::kFailed;
  return fmt::format("{} at {} ms of {} ms{}{}", failed ? "failed" : "stopped",
                     exact_ms({index.recorded.end, 0}), exact_ms({header.planned_end(), 0}),
                     failed ? ": " : "", index.failure);
}

}  // namespace engram
