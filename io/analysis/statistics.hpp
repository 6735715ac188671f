#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "io/analysis/empirical_distribution.hpp"
#include "io/analysis/spike_source.hpp"

namespace engram {

/// A neuron's ISI CV counts from this number of spikes on.
inline constexpr std::uint64_t kMinimumSpikesForCv = 5;

struct AnalysisOptions {
  std::optional<Tick> from;  ///< start of the span; the end of the warm-up by default
  std::optional<Tick> to;    ///< its end, included; the end of the recording by default
  /// Width of the bins whose counts are correlated; made longer where that is no whole number of
  /// the steps of the recording.
  Tick bin = 2 * kTicksPerMs;
  std::uint32_t sample = 1000;  ///< neurons per population whose pairs are correlated
};

/// How one population fired within the span.
struct PopulationStatistics {
  std::string name;
  std::uint64_t neurons = 0;
  std::uint64_t spikes = 0;
  EmpiricalDistribution rates;         ///< Hz; one value a neuron, silent ones included
  EmpiricalDistribution isi_cvs;       ///< neurons with at least kMinimumSpikesForCv spikes
  EmpiricalDistribution correlations;  ///< all pairs of a random sample of neurons that fired

  /// Spikes per neuron and second; NaN of an empty population.
  double mean_rate() const { return rates.mean(); }
  double mean_isi_cv() const { return isi_cvs.mean(); }
  double mean_correlation() const { return correlations.mean(); }
};

struct RecordingStatistics {
  Tick from = 0;
  Tick to = 0;
  Tick bin = 0;
  std::uint32_t sample = 0;  ///< most neurons of a population that were correlated
  std::vector<PopulationStatistics> populations;
};

/// Goes through `source` twice; its memory follows the number of neurons, not of spikes. The sample
/// of neurons is drawn with a fixed key, so the same recording always gives the same result.
/// Throws UserError where the span is empty, the bin not positive, or the neurons too many.
RecordingStatistics analyse(SpikeSource& source, const AnalysisOptions& options = {});

}  // namespace engram
