#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/base/time.hpp"
#include "core/network/network.hpp"
#include "core/recording/recording_sink.hpp"

// What a recording holds, as plain values. proto/engram/v1/recording.proto defines the file.

namespace engram {

/// A population of the recorded network.
struct RecordedPopulation {
  std::string name;
  std::uint64_t first_id = 0;  ///< of its neurons in the network, which are numbered through
  std::uint32_t size = 0;
  bool spikes_recorded = true;
  std::vector<std::uint32_t> recorded_neurons;  ///< ascending indices; empty means all

  /// Number of neurons whose spikes are in the file.
  std::uint64_t recorded_size() const {
    if (!spikes_recorded) return 0;
    return recorded_neurons.empty() ? size : recorded_neurons.size();
  }

  friend bool operator==(const RecordedPopulation&, const RecordedPopulation&) = default;
};

/// A state recorder of the recorded network.
struct RecordedState {
  PopulationIndex population = 0;
  std::vector<std::uint32_t> neurons;  ///< ascending indices; empty means all
  std::vector<std::string> variables;  ///< names, as the model of the population has them
  Tick interval = 0;

  friend bool operator==(const RecordedState&, const RecordedState&) = default;
};

/// Where a recording comes from and what its columns refer to.
struct RecordingHeader {
  std::string program_version;
  std::string model_text;  ///< the model file as its user wrote it
  std::vector<std::pair<std::string, std::string>>
      parameters;  ///< name, value: overrides of the model's
  std::uint64_t seed = 0;
  Tick step = 1;      ///< all times of spikes, samples and spans are multiples of it
  Tick warm_up = 0;   ///< left out of rates and distributions
  Tick duration = 0;  ///< planned, after the warm-up
  Tick start = 0;     ///< what is recorded is there from then on; above 0 where a run went on
  std::vector<RecordedPopulation> populations;
  std::vector<RecordedState> states;

  /// End of what was planned.
  Tick planned_end() const { return warm_up + duration; }

  /// Number of values at one instant of `states[recorder]`: variables times neurons.
  std::uint64_t values_per_sample(std::uint32_t recorder) const;

  friend bool operator==(const RecordingHeader&, const RecordingHeader&) = default;
};

/// The header of a recording of `network`.
RecordingHeader make_recording_header(const Network& network, std::string program_version,
                                      std::string model_text);

/// What is in a recording, or in the part of it that has been read.
struct RecordedTotals {
  Tick end = 0;  ///< every recorded spike up to and including this moment is there
  std::uint64_t spikes = 0;
  std::uint64_t spike_hash = 0;
  std::vector<std::uint64_t> population_spikes;  ///< by population
  std::vector<std::uint64_t> recorder_samples;   ///< by state recorder: instants sampled

  friend bool operator==(const RecordedTotals&, const RecordedTotals&) = default;
};

/// How a run came to its end: the planned one, a request to stop, or something that went wrong.
enum class RunEnd { kFinished, kStopped, kFailed };

/// What stands at the end of a recording that was closed.
struct RecordingIndex {
  RecordedTotals recorded;
  std::uint64_t run_spikes = 0;  ///< of the whole run, recorded or not; 0 where it failed
  std::uint64_t run_spike_hash = 0;
  RunEnd run_end = RunEnd::kFinished;
  std::string failure{};  ///< what went wrong, where something did

  friend bool operator==(const RecordingIndex&, const RecordingIndex&) = default;
};

/// How a run ended that reached `end` without failing: less than a step short of its plan, it is
/// finished.
RunEnd run_end_at(Tick end, const RecordingHeader& header);

/// "stopped at 1234 ms of 200000 ms" or "failed at ... : why", both times from the beginning of the
/// warm-up; empty where the run finished.
std::string early_end(const RecordingIndex& index, const RecordingHeader& header);

/// Consecutive spikes of one population, ordered by (time, neuron). The chunks of a population join
/// without a gap, the first begins at RecordingHeader::start.
struct SpikeChunk {
  PopulationIndex population = 0;
  Tick begin = 0;
  Tick end = 0;
  std::vector<RecordedSpike> spikes;
  bool continues = false;  ///< more spikes of the instant `end` follow in the next chunk

  friend bool operator==(const SpikeChunk&, const SpikeChunk&) = default;
};

/// Consecutive samples of `RecordingHeader::states[recorder]`.
struct SampleChunk {
  std::uint32_t recorder = 0;
  std::vector<Tick> times;     ///< strictly ascending
  std::vector<double> values;  ///< [time][variable][neuron], in the variables' units

  friend bool operator==(const SampleChunk&, const SampleChunk&) = default;
};

}  // namespace engram
