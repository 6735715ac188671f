#include "io/analysis/raster.hpp"

#include <algorithm>
#include <numeric>

namespace engram {
namespace {

std::uint32_t rows_of(std::uint64_t neurons, std::uint64_t all_neurons, std::uint32_t all_rows) {
  if (all_neurons <= all_rows) return static_cast<std::uint32_t>(neurons);
  const double share = static_cast<double>(neurons) / static_cast<double>(all_neurons);
  const auto rows = static_cast<std::uint64_t>(share * all_rows);
  // A population in fewer rows than a fortieth of all could not be made out.
  const std::uint64_t fewest = std::max(all_rows / 40, 1u);
  return static_cast<std::uint32_t>(std::min(std::max(rows, fewest), neurons));
}

// Row r of n shows neuron floor(r N / n); so neuron i is shown if some r has it.
class EvenRows {
 public:
  explicit EvenRows(const Raster::Population& population)
      : neurons_(population.recorded), rows_(population.rows), first_(population.first_row) {}

  bool shows(std::uint64_t neuron) const { return row(neuron) * neurons_ / rows_ == neuron; }
  std::uint32_t operator()(std::uint64_t neuron) const {
    return first_ + static_cast<std::uint32_t>(row(neuron));
  }

 private:
  std::uint64_t row(std::uint64_t neuron) const {
    return (neuron * rows_ + neurons_ - 1) / neurons_;
  }

  std::uint64_t neurons_;
  std::uint64_t rows_;
  std::uint32_t first_;
};

void halve(Raster& raster) {
  raster.to = raster.from + (raster.to - raster.from) / 2;
  std::erase_if(raster.points, [&](const Raster::Point& point) { return point.time > raster.to; });
}

}  // namespace

Tick raster_stretch(const SpikeSource& source) {
  constexpr Tick kFewestSteps = 100;
  if (source.step() > source.end() / kFewestSteps) return source.end();
  return std::max(1000 * kTicksPerMs, kFewestSteps * source.step());
}

Raster take_raster(SpikeSource& source, Tick from, Tick to, const RasterLimits& limits) {
  Raster raster{from, to, source.end(), 0, {}, {}};
  const auto& populations = source.populations();
  const std::uint64_t neurons =
      std::accumulate(populations.begin(), populations.end(), std::uint64_t{0},
                      [](std::uint64_t sum, const auto& p) { return sum + p.recorded; });
  for (const auto& population : populations) {
    const std::uint32_t rows = rows_of(population.recorded, neurons, limits.rows);
    raster.populations.push_back(
        {population.name, population.neurons, population.recorded, raster.rows, rows});
    raster.rows += rows;
  }
  source.visit(from, to, [&](PopulationIndex index, std::span<const RecordedSpike> spikes) {
    const EvenRows row(raster.populations[index]);
    for (const RecordedSpike& spike : spikes) {
      if (spike.time.tick > raster.to || !row.shows(spike.neuron)) continue;
      raster.points.push_back({spike.time.tick, index, row(spike.neuron)});
      while (raster.points.size() > limits.points && raster.to - raster.from > 1) halve(raster);
    }
  });
  return raster;
}

}  // namespace engram
