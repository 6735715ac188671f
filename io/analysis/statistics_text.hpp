#pragma once

#include <cstdint>
#include <string>

#include "io/analysis/statistics.hpp"

namespace engram {

/// "ISI CV: mean over neurons with at least 3 spikes"
std::string min_spikes_note(std::uint32_t min_spikes);

/// What the correlations are of: bins, and how many neurons.
std::string correlation_note(const RecordingStatistics& statistics);

/// For people: one line a population, then the distribution of each quantity as quantiles and a
/// small histogram. UTF-8, ends with a newline.
std::string statistics_table(const RecordingStatistics& statistics);

/// For programs: one JSON object with, per population, counts, means and the quantiles of the
/// distributions at the probabilities listed under "quantiles". Quantities without a value are
/// null.
std::string statistics_json(const RecordingStatistics& statistics);

}  // namespace engram
