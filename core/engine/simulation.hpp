#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/engine/recording_sink.hpp"
#include "core/network/network.hpp"

namespace engram {

/// How pending volleys are kept: in buckets of steps (of times on the continuous clock) or in a
/// heap. Never changes a result.
enum class QueueKind { kCalendar, kHeap };

/// A neuron's ISI CV counts from this number of spikes on, unless told otherwise: two intervals.
inline constexpr std::uint32_t kMinSpikesForCv = 3;

/// How far building or running has come.
struct Progress {
  enum class Phase { kBuilding, kRunning };
  Phase phase = Phase::kBuilding;
  double fraction_built = 0;  ///< while building, 0 to 1
  Tick model_time = 0;        ///< reached by every partition
  Tick end = 0;
  std::uint64_t spikes = 0;
  double wall_seconds = 0;  ///< since this phase began
};

/// How a network is built and run, and what the result says. None of it changes a spike.
struct SimulationOptions {
  unsigned threads = 0;  ///< 0: as many as the machine has cores
  /// Partitions of what is swept, and of what sleeps. 0: chosen from the network and the machine.
  /// Never changes a result.
  unsigned partitions = 0;
  QueueKind queue = QueueKind::kCalendar;
  /// Of a neuron whose ISI CV counts, after the warm-up; at least 2.
  std::uint32_t min_spikes_for_cv = kMinSpikesForCv;
  /// Called about ten times a second, by one thread at a time.
  std::function<void(const Progress&)> on_progress{};

  /// For tests: called by the worker before each step that a partition simulates.
  std::function<void(unsigned partition, std::int64_t step)> before_step{};
};

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
  double simulate_seconds = 0;   ///< wall clock of the span after the warm-up
  double real_time_factor = 0;   ///< simulate_seconds per second of model time after the warm-up
  std::uint64_t spikes = 0;      ///< whole run
  std::uint64_t spike_hash = 0;  ///< whole run
  std::uint32_t min_spikes_for_cv = kMinSpikesForCv;  ///< as the options said
  std::vector<PopulationResult> populations;
};

/// What a network will take, computed without building it.
struct Estimate {
  std::uint64_t neurons = 0;
  double synapses = 0;         ///< expected number (exact where the rule fixes it)
  double bytes = 0;            ///< of memory while running
  double building_bytes = 0;   ///< of memory at most until it runs
  double recording_bytes = 0;  ///< of memory more, at most, where it is recorded
};
Estimate estimate(const Network& network, const SimulationOptions& options = {});

/// Checks everything that can be checked without building; throws UserError naming the
/// population, projection or device, what is wrong and what is valid.
void validate(const Network& network);

/// Throws UserError where building or running would take more memory than is available.
void require_memory(const Network& network, const SimulationOptions& options);

/// Throws the UserError with which `Simulation` would refuse a network that `validate` accepts: one
/// that does not fit in memory, weights that their storage cannot hold, too many partitions.
void require_runnable(const Network& network, const SimulationOptions& options = {});

struct Connectome;

/// A network that has been built and can be run. One that has been moved from is good for nothing
/// but to be assigned to: all else that is asked of it throws std::logic_error.
class Simulation {
 public:
  /// Draws the connections and lays them out. Throws UserError.
  explicit Simulation(Network network, SimulationOptions options = {});
  ~Simulation();
  Simulation(Simulation&&) noexcept;
  Simulation& operator=(Simulation&&) noexcept;

  /// Runs warm-up and duration to their end, or to the next window after `stop` is requested.
  /// `sink` may be null. Throws EnvironmentError when sink or network fail while running, and
  /// std::logic_error where it has been called before.
  RunResult run(RecordingSink* sink = nullptr, std::stop_token stop = {});

  const Network& network() const;
  const Connectome& connectome() const;
  std::uint64_t synapse_count() const;
  double build_seconds() const;

 private:
  class Impl;
  Impl& impl() const;

  std::unique_ptr<Impl> impl_;
};

}  // namespace engram
