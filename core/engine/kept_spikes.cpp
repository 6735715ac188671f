#include "core/engine/kept_spikes.hpp"

#include <algorithm>

namespace engram {

KeptSpikes::KeptSpikes(const Partitioning& partitioning)
    : partitioning_(partitioning), columns_(partitioning.first_id.size()) {}

void KeptSpikes::keep(PopulationIndex population,
                      std::span<const std::unique_ptr<PartitionBase>> partitions, Tick now) {
  columns_[population].kept = true;
  if (!readers_.empty()) return;
  for (const auto& partition : partitions) {
    readers_.emplace_back(partition->outbox).read_until(now, [](const Spike&) {});
  }
}

void KeptSpikes::attach(std::span<const std::unique_ptr<PartitionBase>> partitions) {
  begin_span();
  if (readers_.empty()) return;
  readers_.clear();
  for (const auto& partition : partitions) readers_.emplace_back(partition->outbox);
}

void KeptSpikes::begin_span() {
  for (Columns& columns : columns_) {
    columns.times.clear();
    columns.neurons.clear();
  }
}

void KeptSpikes::collect(Tick reached) {
  const auto& first_id = partitioning_.first_id;
  for (Outbox::Reader& reader : readers_) {
    reader.read_until(reached, [&](const Spike& spike) {
      const PopulationIndex population = partitioning_.population_of(spike.source);
      if (!columns_[population].kept) return;
      columns_[population].spikes.push_back({spike.time, spike.source - first_id[population]});
    });
  }
}

void KeptSpikes::end_span(Tick end) {
  collect(end);
  for (Columns& columns : columns_) {
    std::ranges::sort(columns.spikes);
    for (const RecordedSpike& spike : columns.spikes) {
      columns.times.push_back(spike.time);
      columns.neurons.push_back(spike.neuron);
    }
    columns.spikes.clear();
  }
}

SpikeColumns KeptSpikes::of(PopulationIndex population) const {
  return {columns_[population].times, columns_[population].neurons};
}

}  // namespace engram
