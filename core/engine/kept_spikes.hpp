#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/engine/partition_base.hpp"
#include "core/partitioning/partitioning.hpp"
#include "core/recording/recording_sink.hpp"
#include "core/recording/spike_columns.hpp"

namespace engram {

/// Keeps the spikes of chosen populations for the caller, span by span.
class KeptSpikes {
 public:
  explicit KeptSpikes(const Partitioning& partitioning);

  /// Keeps the spikes of a population that are later than `now`, a control point.
  void keep(PopulationIndex population, std::span<const std::unique_ptr<PartitionBase>> partitions,
            Tick now);

  /// Reads from the outboxes of other partitions, from their beginning.
  void attach(std::span<const std::unique_ptr<PartitionBase>> partitions);

  bool keeps(PopulationIndex population) const { return columns_[population].kept; }

  void begin_span();
  /// Takes the spikes up to `reached` by every partition; the partitions may be running.
  void collect(Tick reached);
  /// Takes the rest of the span, and sorts.
  void end_span(Tick end);

  /// Valid until the next span begins.
  SpikeColumns of(PopulationIndex population) const;

 private:
  struct Columns {
    bool kept = false;
    std::vector<RecordedSpike> spikes;  ///< of the span, as they came
    std::vector<Time> times;
    std::vector<std::uint32_t> neurons;
  };

  const Partitioning& partitioning_;
  std::vector<Columns> columns_;  ///< by population
  std::vector<Outbox::Reader> readers_;
};

}  // namespace engram
