#pragma once

#include <span>
#include <string>

#include "io/plot/palette.hpp"

namespace engram {

/// Draws what a recording holds: a raster of a sample of its neurons over the firing rates of its
/// populations, for at most one second after the warm-up; where its run did not finish, a line says
/// so. Writes `image_path`, as PNG or SVG by its suffix. `kinds`, where known (one a population),
/// choose the colours. Returns where and how the file ends or is damaged if it is not whole, else
/// nothing; what comes before that is drawn. Throws UserError (another suffix, no gnuplot,
/// unreadable or unwritable path), FileError (no recording), EnvironmentError.
std::string plot_recording(const std::string& recording_path, const std::string& image_path,
                           std::span<const PopulationKind> kinds = {});

}  // namespace engram
