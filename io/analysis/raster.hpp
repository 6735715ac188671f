#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "io/analysis/spike_source.hpp"

namespace engram {

/// The spikes of some neurons of each population in a stretch of time, few enough to be drawn.
/// Neurons are rows, numbered through over all populations from 0.
struct Raster {
  struct Population {
    std::string name;
    std::uint64_t neurons = 0;
    std::uint64_t recorded = 0;  ///< of them
    std::uint32_t first_row = 0;
    std::uint32_t rows = 0;  ///< how many of the recorded ones are shown
  };
  struct Point {
    Tick time = 0;
    PopulationIndex population = 0;
    std::uint32_t row = 0;
  };
  Tick from = 0;
  Tick to = 0;
  Tick end = 0;  ///< of the whole recording
  std::uint32_t rows = 0;
  std::vector<Population> populations;
  std::vector<Point> points;
};

/// How much a raster shows at most.
struct RasterLimits {
  std::uint32_t rows = 4000;  ///< neurons shown; populations share them by size
  std::size_t points = 100'000;
};

/// How much of a recording is drawn: a second, or 100 steps where these are longer.
Tick raster_stretch(const SpikeSource& source);

/// Picks evenly spaced recorded neurons of every population, in proportion to their number but
/// never less than a fortieth of all rows (then these are a few more than `limits.rows`), and takes
/// their spikes in (from, to]. Where these would be more than `limits.points` the stretch is halved
/// from its end until they fit: `Raster::to` is its end.
Raster take_raster(SpikeSource& source, Tick from, Tick to, const RasterLimits& limits = {});

}  // namespace engram
