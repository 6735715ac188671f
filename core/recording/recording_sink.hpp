#pragma once

#include <cstdint>
#include <span>

#include "core/base/time.hpp"
#include "core/network/network.hpp"

namespace engram {

/// One spike of a known population.
struct RecordedSpike {
  Time time;
  std::uint32_t neuron = 0;  ///< index within its population

  friend constexpr auto operator<=>(const RecordedSpike&, const RecordedSpike&) = default;
};

/// Receives what a run records, on one background thread, in time order. A sink that cannot go on
/// throws EnvironmentError: the run then ends at the next window.
class RecordingSink {
 public:
  virtual ~RecordingSink() = default;

  /// All recorded spikes of `population` in (begin, end], ordered by (time, neuron); a neuron that
  /// fires m times in one instant appears m times. Spans are consecutive, of whole steps of the
  /// clock, the same for all populations, and the same however the network is cut. Called for each
  /// span and recorded population, with an empty list where nothing fired. While nothing is
  /// recorded at all a span may be of any length.
  virtual void spikes(PopulationIndex population, Tick begin, Tick end,
                      std::span<const RecordedSpike> spikes) = 0;

  /// Samples of `Network::state_recorders[recorder]` at one instant: row-major
  /// [variable][selected neuron], in the order of the recorder's lists and the variables' units.
  virtual void samples(std::uint32_t recorder, Tick time, std::span<const double> values) = 0;

  /// Between spans, about once a second of wall clock: nothing has been recorded up to `reached`
  /// but what was handed over, which should from now on survive the end of the process.
  virtual void keep(Tick /*reached*/) {}

  /// Called once after the last span of a run that ended regularly or by request.
  /// `spike_hash` and `spike_count` cover every spike of the run, recorded or not.
  virtual void finish(Tick end, std::uint64_t spike_count, std::uint64_t spike_hash) = 0;
};

}  // namespace engram
