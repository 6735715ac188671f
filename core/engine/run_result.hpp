#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/base/time.hpp"
#include "core/network/simulation_options.hpp"

namespace engram {

/// How one population fired. Rates and counts are of all its neurons, recorded or not.
struct PopulationResult {
  std::uint64_t neurons = 0;
  std::uint64_t spikes = 0;  ///< after the warm-up
  double rate_hz = 0;        ///< after the warm-up
  double isi_cv = 0;         ///< mean over the neurons that have one; NaN if none
  std::uint64_t cv_neurons =
      0;  ///< that have one: enough spikes after the warm-up, not all at once
};

/// What a run was like: its speed, its spikes and their hash.
struct RunResult {
  bool completed = true;         ///< false when a stop was requested before the end
  Tick model_time = 0;           ///< simulated, warm-up included
  Tick restored_at = 0;          ///< of the state that the run went on from; 0 without one
  double simulate_seconds = 0;   ///< wall clock of the span after the warm-up and `restored_at`
  double real_time_factor = 0;   ///< simulate_seconds per second of model time of that span
  std::uint64_t spikes = 0;      ///< whole run
  std::uint64_t spike_hash = 0;  ///< whole run
  std::uint32_t min_spikes_for_cv = kMinSpikesForCv;  ///< as the options said
  std::vector<PopulationResult> populations;
};

struct Network;
class PartitionBase;

/// The model time that the seconds of `result` were taken for.
Tick timed_span(const Network& network, const RunResult& result);

/// Enters spikes, hash and populations of what the partitions have counted; `result` has the model
/// time and the seconds.
void count_spikes(const Network& network,
                  std::span<const std::unique_ptr<PartitionBase>> partitions, RunResult& result);

}  // namespace engram
