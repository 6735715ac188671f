#include "io/analysis/activity.hpp"

#include <algorithm>
#include <cassert>

#include "core/base/error.hpp"

namespace engram {
namespace {

Tick round_bin(Tick span, std::size_t most_bins) {
  Tick decade = kTicksPerMs;
  while (true) {
    for (const Tick factor : {1, 2, 5}) {
      if (span / (decade * factor) <= static_cast<Tick>(most_bins)) return decade * factor;
    }
    decade *= 10;
  }
}

}  // namespace

double Activity::rate(const Population& population, std::size_t i) const {
  if (population.recorded == 0) return 0;
  const double seconds = ms_from_ticks(bin) / 1000;
  return static_cast<double>(population.spikes[i]) /
         (static_cast<double>(population.recorded) * seconds);
}

Activity measure_activity(SpikeSource& source, Tick from, Tick to, std::size_t most_bins) {
  assert(most_bins > 0);
  if (from >= to) throw UserError("rates over time: the recording is empty");
  const Tick width = whole_steps(round_bin(to - from, most_bins), source.step());
  Activity result{from, std::min(width, to - from), {}};
  const auto bins = static_cast<std::size_t>((to - from) / result.bin);
  for (const auto& population : source.populations()) {
    result.populations.push_back({population.name, population.neurons, population.recorded,
                                  std::vector<std::uint64_t>(bins, 0)});
  }
  source.visit(from, to, [&](PopulationIndex index, std::span<const RecordedSpike> spikes) {
    auto& counts = result.populations[index].spikes;
    for (const RecordedSpike& spike : spikes) {
      const auto bin = static_cast<std::size_t>((spike.time.tick - from - 1) / result.bin);
      if (bin < bins) ++counts[bin];
    }
  });
  return result;
}

}  // namespace engram
