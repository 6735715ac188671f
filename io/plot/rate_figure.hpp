#pragma once

#include <span>
#include <string>

#include "io/analysis/activity.hpp"
#include "io/plot/gnuplot.hpp"

namespace engram {

/// The firing rate of the recorded neurons of each population over time, a panel each. What lies
/// before `warm_up` is shaded. The canvas's height is ignored: it follows the number of
/// populations.
std::string rate_figure(const Activity& activity, Tick warm_up,
                        std::span<const std::string> colours, Canvas canvas);

}  // namespace engram
