#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

#include "core/network/network.hpp"
#include "core/network/simulation_options.hpp"
#include "core/recording/recording_sink.hpp"

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
  double simulate_seconds = 0;   ///< wall clock of the span after the warm-up
  double real_time_factor = 0;   ///< simulate_seconds per second of model time after the warm-up
  std::uint64_t spikes = 0;      ///< whole run
  std::uint64_t spike_hash = 0;  ///< whole run
  std::uint32_t min_spikes_for_cv = kMinSpikesForCv;  ///< as the options said
  std::vector<PopulationResult> populations;
};

struct Connectome;

/// A network that has been built and can be run. One that has been moved from can only be
/// assigned to; every other call throws std::logic_error.
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
