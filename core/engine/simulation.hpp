#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

#include "core/engine/built_network.hpp"
#include "core/engine/run_result.hpp"
#include "core/engine/simulation_state.hpp"
#include "core/network/network.hpp"
#include "core/network/simulation_options.hpp"
#include "core/recording/recording_sink.hpp"
#include "core/recording/spike_columns.hpp"

namespace engram {

struct Connectome;

/// A network that runs, span by span. Between two spans is a control point: every neuron has done
/// everything up to `time()`, and the caller may read and change the state. What is changed takes
/// effect later than `time()`. The same calls give the same spikes, bit for bit, for any number of
/// threads and partitions; and where spans end, changes no spike.
///
/// Times are ticks (ticks_from_ms); on the grid, multiples of its step. Not for use by two threads
/// at once. One that has been moved from can only be assigned to; every other call throws
/// std::logic_error.
class Simulation {
 public:
  /// Builds the network. Throws UserError.
  explicit Simulation(Network network, SimulationOptions options = {});

  /// Runs on a network that has been built, which others may share: synapses are not copied. `seed`
  /// is that of noise and initial state; by default the network's. `options.partitions` has no
  /// effect.
  explicit Simulation(std::shared_ptr<const BuiltNetwork> built, SimulationOptions options = {},
                      std::optional<std::uint64_t> seed = {});

  /// A recording that was not finished ends at the time that all neurons have reached.
  ~Simulation();
  Simulation(Simulation&&) noexcept;
  Simulation& operator=(Simulation&&) noexcept;

  const Network& network() const;
  const Connectome& connectome() const;
  std::shared_ptr<const BuiltNetwork> built() const;
  std::uint64_t synapse_count() const;
  double build_seconds() const;

  /// Runs the network for its warm-up and duration: records into `sink` (may be null), advances to
  /// the end, or until `stop` is requested, and finishes. Throws as these do, and std::logic_error
  /// where that time is over.
  RunResult run(RecordingSink* sink = nullptr, std::stop_token stop = {});

  /// Hands what the network's recorders record from now on to `sink`, until `finish`.
  /// std::logic_error where there is a recording already.
  void record(RecordingSink& sink);

  /// Advances to `time`, which is not in the past. When `stop` is requested it stops early, at a
  /// control point. Returns whether `time` was reached. Throws UserError where the clock has no
  /// such time, and EnvironmentError where network or sink fail; then only reading results is left.
  bool advance_to(Tick time, std::stop_token stop = {});

  /// The control point: everything up to this time is done.
  Tick time() const;

  /// The results so far.
  RunResult result() const;

  /// Ends the recording, if there is one. Throws EnvironmentError where the sink fails.
  RunResult finish();

  /// Returns to time 0: neurons, queues and devices as they were at the start, noise and initial
  /// state drawn by `seed`. The network's own seed gives the first run again. Plastic weights stay
  /// as they have become; `synapse_columns` gives those that were drawn. Populations whose spikes
  /// are kept stay chosen. std::logic_error while recording.
  void reset_state(std::uint64_t seed);

  /// All that the future depends on, beside the network: of neurons, devices, spikes on their way,
  /// statistics and hash. Independent of threads and partitions.
  SimulationState state();

  /// Goes on from the state of a simulation of an equal network, on any threads and partitions, as
  /// that one would have gone on. Populations whose spikes are kept stay chosen. Throws UserError
  /// where the state is not of this network, and is at time 0 then; std::logic_error while
  /// recording.
  void restore(SimulationState state);

  /// Keeps the spikes of a population for `spikes`, from now on.
  void keep_spikes(PopulationIndex population);

  /// Spikes of the last span (its end included), in order of (time, neuron). Valid until the next
  /// span begins. UserError for a population whose spikes are not kept.
  SpikeColumns spikes(PopulationIndex population) const;

  // At a control point. All throw UserError, and change nothing, where what is given is not valid.

  /// The state of all neurons of a population: "V_m" (mV), "I_syn", "I_syn_ex", "I_syn_in" (pA):
  /// the names that recorders take.
  void read_state(PopulationIndex population, std::string_view variable, std::span<double> values);

  /// Sets it. V_m must be below the threshold; that of refractory neurons stays at reset. I_syn can
  /// be set where the model keeps one current, I_syn_ex and I_syn_in where it keeps two. In
  /// single precision values are rounded.
  void set_state(PopulationIndex population, std::string_view variable,
                 std::span<const double> values);

  /// Sets the rate (Hz) of a population of Poisson or gamma sources. What is left of a gamma
  /// interval is stretched by the old rate over the new.
  void set_source_rate(PopulationIndex population, double rate);

  /// Sets the rate (Hz) of a Poisson drive, by its index in Network::devices.
  void set_drive_rate(std::uint32_t device, double rate);

  /// Sets the amplitude (pA) of a direct or a step current. It lasts until the next change of the
  /// device itself.
  void set_current(std::uint32_t device, double amplitude);

  /// Makes neurons of an input port fire. Times are later than `time()`, and on the grid multiples
  /// of its step; a neuron fires once in an instant.
  void inject(PopulationIndex port, std::span<const RecordedSpike> spikes);

  /// The weights (pA, mV) of a plastic projection, by its index in Network::projections: one for
  /// each synapse, in the order of `synapse_columns`.
  std::vector<double> weights(std::size_t projection);

  /// Sets them, from the next arrival on, rounded to their storage. All must lie within the bounds
  /// of the projection.
  void set_weights(std::size_t projection, std::span<const double> weights);

 private:
  class Impl;
  Impl& impl() const;

  std::unique_ptr<Impl> impl_;
};

}  // namespace engram
