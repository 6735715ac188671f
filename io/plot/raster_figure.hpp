#pragma once

#include <span>
#include <string>
#include <string_view>

#include "io/analysis/activity.hpp"
#include "io/analysis/raster.hpp"
#include "io/plot/gnuplot.hpp"

namespace engram {

/// A dot a spike, time to the right, a row a neuron; the first population on top. One colour
/// (#rrggbb) a population.
std::string raster_figure(const Raster& raster, std::span<const std::string> colours,
                          const Canvas& canvas);

/// The raster over the firing rates of the recorded neurons of the populations, which must cover
/// the same time; above it `note`, if there is one. Populations that were not recorded are named
/// below.
std::string raster_and_rates_figure(const Raster& raster, const Activity& activity,
                                    std::span<const std::string> colours, const Canvas& canvas,
                                    std::string_view note = {});

}  // namespace engram
