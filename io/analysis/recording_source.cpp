#include "io/analysis/recording_source.hpp"

#include <algorithm>
#include <cstddef>

#include "io/recording/exact_ms.hpp"

namespace engram {
namespace {

std::span<RecordedSpike> spikes_within(SpikeChunk& chunk, Tick from, Tick to) {
  const auto after = [](Tick tick, const RecordedSpike& spike) { return tick < spike.time.tick; };
  const auto first = std::upper_bound(chunk.spikes.begin(), chunk.spikes.end(), from, after);
  const auto last = std::upper_bound(first, chunk.spikes.end(), to, after);
  return {first, last};
}

// Replaces each neuron by its place in `recorded`, which lists it.
void renumber(std::span<RecordedSpike> spikes, const std::vector<std::uint32_t>& recorded) {
  for (RecordedSpike& spike : spikes) {
    const auto place = std::lower_bound(recorded.begin(), recorded.end(), spike.neuron);
    spike.neuron = static_cast<std::uint32_t>(place - recorded.begin());
  }
}

}  // namespace

RecordingSource::RecordingSource(const std::string& path) : reader_(path) {
  for (const RecordedPopulation& population : header().populations) {
    populations_.push_back({population.name, population.size, population.recorded_size()});
  }
  if (reader_.is_intact()) {
    end_ = reader_.index()->recorded.end;
  } else {
    problem_ = reader_.read_all([](const RecordingChunk&) {});
    end_ = reader_.read_so_far().end;
  }
}

std::string RecordingSource::early_end() const {
  if (problem_.empty()) return engram::early_end(*reader_.index(), header());
  return "incomplete: whole up to " + exact_ms({end_, 0}) + " ms of " +
         exact_ms({header().planned_end(), 0}) + " ms";
}

void RecordingSource::visit(Tick from, Tick to, const Visitor& visitor) {
  reader_.rewind();
  // Stops where all spikes up to `to` are known, and so before the torn end of an unfinished file.
  while (reader_.read_so_far().end < to) {
    auto chunk = reader_.next_spikes();
    if (!chunk) return;
    const std::span<RecordedSpike> spikes = spikes_within(*chunk, from, to);
    if (spikes.empty()) continue;
    const auto& recorded = header().populations[chunk->population].recorded_neurons;
    if (!recorded.empty()) renumber(spikes, recorded);
    visitor(chunk->population, spikes);
  }
}

}  // namespace engram
