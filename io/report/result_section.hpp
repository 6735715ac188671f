#pragma once

#include <span>
#include <string>

#include "core/engine/simulation.hpp"
#include "io/analysis/statistics.hpp"
#include "io/plot/distribution_figure.hpp"

namespace engram {

/// The table of the populations' activity, in HTML: spikes, rates and ISI CVs as `run` counted
/// them, which is of all neurons, and the correlations of the recorded ones, beside the published
/// values. All of these, and the colours, have a value for each population.
std::string result_section(const RunResult& run, const RecordingStatistics& statistics,
                           std::span<const PublishedValues> published,
                           std::span<const std::string> colours);

}  // namespace engram
