#include "io/recording/header_codec.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "engram/v1/recording.pb.h"
#include "io/recording/record_codec.hpp"
#include "io/recording/steps.hpp"

namespace engram {
namespace {

/// Checks that `neurons` ascend and are below `size`.
template <class Neurons>
std::vector<std::uint32_t> checked_neurons(const Neurons& neurons, std::uint32_t size) {
  for (int i = 0; i < neurons.size(); ++i) {
    if (neurons[i] >= size || (i > 0 && neurons[i] <= neurons[i - 1])) {
      throw std::invalid_argument("a list of neurons does not ascend within its population");
    }
  }
  return {neurons.begin(), neurons.end()};
}

RecordedState decode_state(const v1::RecordedState& in, const RecordingHeader& header) {
  if (in.population() >= header.populations.size()) {
    throw std::invalid_argument("a state recorder of an unknown population");
  }
  RecordedState state;
  state.population = in.population();
  state.neurons = checked_neurons(in.neurons(), header.populations[in.population()].size);
  for (const std::string& name : in.variables()) {
    if (name.empty()) throw std::invalid_argument("a state variable without a name");
    state.variables.push_back(name);
  }
  state.interval = ticks_from_picoseconds(in.interval_ps());
  return state;
}

void decode_populations(const v1::RecordingHeader& in, RecordingHeader& header) {
  std::uint64_t first_id = 0;
  for (const auto& p : in.populations()) {
    if (p.first_id() != first_id) {
      throw std::invalid_argument("the ids of the populations do not follow each other");
    }
    header.populations.push_back({p.name(), first_id, p.size(), p.spikes_recorded(),
                                  checked_neurons(p.recorded_neurons(), p.size())});
    first_id += p.size();
  }
}

v1::RecordingIndex::RunEnd encode(RunEnd end) {
  switch (end) {
    case RunEnd::kFinished:
      return v1::RecordingIndex::FINISHED;
    case RunEnd::kStopped:
      return v1::RecordingIndex::STOPPED;
    case RunEnd::kFailed:
      return v1::RecordingIndex::FAILED;
  }
  return v1::RecordingIndex::UNSAID;
}

/// How the run of `in` ended, which reached `end`.
RunEnd decode_run_end(const v1::RecordingIndex& in, Tick end, const RecordingHeader& header) {
  switch (in.run_end()) {
    case v1::RecordingIndex::UNSAID:
      return run_end_at(end, header);
    case v1::RecordingIndex::FINISHED:
      return RunEnd::kFinished;
    case v1::RecordingIndex::STOPPED:
      return RunEnd::kStopped;
    case v1::RecordingIndex::FAILED:
      return RunEnd::kFailed;
    default:
      throw std::invalid_argument("a run that ended in an unknown way");
  }
}

}  // namespace

void encode(const RecordingHeader& header, v1::RecordingHeader& out) {
  out.set_format_version(kRecordingFormatVersion);
  out.set_program_version(header.program_version);
  out.set_model_text(header.model_text);
  for (const auto& [name, value] : header.parameters) {
    auto& p = *out.add_parameters();
    p.set_name(name);
    p.set_value(value);
  }
  out.set_seed(header.seed);
  out.set_step_ps(static_cast<std::uint64_t>(header.step));
  out.set_warm_up_ps(static_cast<std::uint64_t>(header.warm_up));
  out.set_duration_ps(static_cast<std::uint64_t>(header.duration));
  out.set_start_ps(static_cast<std::uint64_t>(header.start));
  for (const RecordedPopulation& population : header.populations) {
    auto& p = *out.add_populations();
    p.set_name(population.name);
    p.set_first_id(population.first_id);
    p.set_size(population.size);
    p.set_spikes_recorded(population.spikes_recorded);
    p.mutable_recorded_neurons()->Add(population.recorded_neurons.begin(),
                                      population.recorded_neurons.end());
  }
  for (const RecordedState& state : header.states) {
    auto& s = *out.add_states();
    s.set_population(state.population);
    s.mutable_neurons()->Add(state.neurons.begin(), state.neurons.end());
    for (const std::string& v : state.variables) s.add_variables(v);
    s.set_interval_ps(static_cast<std::uint64_t>(state.interval));
  }
}

RecordingHeader decode(const v1::RecordingHeader& in) {
  if (in.format_version() != kRecordingFormatVersion) {
    throw std::invalid_argument("recording format version " + std::to_string(in.format_version()) +
                                "; this program reads version " +
                                std::to_string(kRecordingFormatVersion));
  }
  RecordingHeader header;
  header.program_version = in.program_version();
  header.model_text = in.model_text();
  for (const auto& p : in.parameters()) header.parameters.emplace_back(p.name(), p.value());
  header.seed = in.seed();
  header.step = ticks_from_picoseconds(in.step_ps());
  if (header.step == 0) throw std::invalid_argument("the step is zero");
  header.warm_up = ticks_from_picoseconds(in.warm_up_ps());
  header.duration = ticks_from_picoseconds(in.duration_ps());
  ticks_from_picoseconds(in.warm_up_ps() + in.duration_ps());
  header.start = ticks_from_picoseconds(in.start_ps());
  if (header.start % header.step != 0) {
    throw std::invalid_argument("a start that is not a multiple of the step");
  }
  decode_populations(in, header);
  for (const auto& s : in.states()) {
    header.states.push_back(decode_state(s, header));
    const auto recorder = static_cast<std::uint32_t>(header.states.size() - 1);
    if (header.values_per_sample(recorder) > kMaxValuesPerSample) {
      throw std::invalid_argument("a state recorder with too many values");
    }
  }
  return header;
}

void encode(const RecordingIndex& index, Tick step, v1::RecordingIndex& out) {
  out.set_end(steps_from_ticks(index.recorded.end, step));
  out.set_run_spikes(index.run_spikes);
  out.set_run_spike_hash(index.run_spike_hash);
  out.set_spikes(index.recorded.spikes);
  out.set_spike_hash(index.recorded.spike_hash);
  const auto& per_population = index.recorded.population_spikes;
  out.mutable_population_spikes()->Add(per_population.begin(), per_population.end());
  const auto& per_recorder = index.recorded.recorder_samples;
  out.mutable_recorder_samples()->Add(per_recorder.begin(), per_recorder.end());
  out.set_run_end(encode(index.run_end));
  out.set_failure(index.failure);
}

RecordingIndex decode(const v1::RecordingIndex& in, const RecordingHeader& header) {
  RecordingIndex index;
  index.recorded.end = ticks_from_steps(in.end(), header.step);
  if (index.recorded.end < header.start) {
    throw std::invalid_argument("an end before the start of the recording");
  }
  index.recorded.spikes = in.spikes();
  index.recorded.spike_hash = in.spike_hash();
  index.recorded.population_spikes.assign(in.population_spikes().begin(),
                                          in.population_spikes().end());
  index.recorded.recorder_samples.assign(in.recorder_samples().begin(),
                                         in.recorder_samples().end());
  index.run_spikes = in.run_spikes();
  index.run_spike_hash = in.run_spike_hash();
  index.run_end = decode_run_end(in, index.recorded.end, header);
  index.failure = in.failure();
  if (index.recorded.population_spikes.size() != header.populations.size() ||
      index.recorded.recorder_samples.size() != header.states.size()) {
    throw std::invalid_argument("an index that does not fit the header");
  }
  return index;
}

}  // namespace engram
