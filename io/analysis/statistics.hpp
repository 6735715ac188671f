#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "core/engine/simulation.hpp"
#include "io/analysis/empirical_distribution.hpp"
#include "io/analysis/spike_source.hpp"

namespace engram {

/// Which part of a recording is analysed, and how.
struct AnalysisOptions {
  std::optional<Tick> from;  ///< start of the span; the end of the warm-up by default
  std::optional<Tick> to;    ///< its end, included; the end of the recording by default
  /// Width of the bins whose counts are correlated; made longer where that is no whole number of
  /// the steps of the recording.
  Tick bin = 2 * kTicksPerMs;
  std::uint32_t sample = 1000;  ///< most neurons of a population whose pairs are correlated
  std::uint32_t min_spikes = kMinSpikesForCv;  ///< of a neuron whose ISI CV counts
};

/// How the recorded neurons of one population fired within the span.
struct PopulationStatistics {
  std::string name;
  std::uint64_t neurons = 0;   ///< all of it
  std::uint64_t recorded = 0;  ///< those that all below is of
  std::uint64_t spikes = 0;
  std::uint64_t correlated = 0;        ///< neurons in the sample, drawn from those that fired
  EmpiricalDistribution rates;         ///< Hz; one value a neuron, silent ones included
  EmpiricalDistribution isi_cvs;       ///< of neurons with enough spikes, not all at once
  EmpiricalDistribution correlations;  ///< all pairs of the sample

  /// Spikes per recorded neuron and second; NaN where none was recorded.
  double mean_rate() const { return rates.mean(); }
  double mean_isi_cv() const { return isi_cvs.mean(); }
  double mean_correlation() const { return correlations.mean(); }
};

/// How the populations of a recording fired within a span.
struct RecordingStatistics {
  Tick from = 0;
  Tick to = 0;
  Tick bin = 0;
  std::uint32_t sample = 0;      ///< most neurons of a population that were correlated
  std::uint32_t min_spikes = 0;  ///< of a neuron whose ISI CV counts
  std::vector<PopulationStatistics> populations;
};

/// Goes through `source` twice; its memory follows the number of neurons that fired, not of spikes.
/// The sample of neurons is drawn with a fixed key, so the same recording always gives the same
/// result. Where populations are very many, the samples are smaller than was asked for.
/// Throws UserError where the span is empty, the bin not positive, or the neurons too many.
RecordingStatistics analyse(SpikeSource& source, const AnalysisOptions& options = {});

}  // namespace engram
