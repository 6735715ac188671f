#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/recording/recording_sink.hpp"

namespace engram {

/// Recorded spikes that can be gone through as often as an analysis needs. Neurons are numbered
/// through from 0 within their population, counting only those that were recorded.
class SpikeSource {
 public:
  struct Population {
    std::string name;
    std::uint64_t neurons = 0;   ///< all of it
    std::uint64_t recorded = 0;  ///< those whose spikes are there
  };
  using Visitor = std::function<void(PopulationIndex, std::span<const RecordedSpike>)>;

  virtual ~SpikeSource() = default;

  virtual const std::vector<Population>& populations() const = 0;

  /// End of the span that the model declares to be left out of statistics.
  virtual Tick warm_up() const = 0;

  /// Where the recording begins.
  virtual Tick begin() const { return 0; }

  /// How far the recording reaches.
  virtual Tick end() const = 0;

  /// What statistics are over begins here.
  Tick measured_from() const { return std::max(begin(), warm_up()); }

  /// All times are multiples of it, but for fractions of a tick.
  virtual Tick step() const { return 1; }

  /// Shows all spikes in (from, to], piece by piece, those of one population ordered by
  /// (time, neuron).
  virtual void visit(Tick from, Tick to, const Visitor& visitor) = 0;
};

/// The least whole number of steps that is no shorter than `span`: a bin of it holds as many steps
/// as every other bin.
inline Tick whole_steps(Tick span, Tick step) { return (span - 1) / step * step + step; }

}  // namespace engram
