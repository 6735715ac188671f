#pragma once

#include <span>
#include <string>

#include "io/analysis/statistics.hpp"
#include "io/plot/gnuplot.hpp"

namespace engram {

/// Means to compare a population with; NaN where none is published.
struct PublishedValues {
  double rate = 0;  ///< Hz
  double isi_cv = 0;
  double correlation = 0;
};

/// Histograms of firing rate, ISI CV and pairwise correlation, a row of panels a population. A
/// solid line marks the mean, a dashed one the published mean. Of CV and correlation all
/// populations share the axis; the rate has one for each. The canvas's height is ignored: it
/// follows the number of populations.
std::string distribution_figure(const RecordingStatistics& statistics,
                                std::span<const PublishedValues> published,
                                std::span<const std::string> colours, Canvas canvas);

}  // namespace engram
