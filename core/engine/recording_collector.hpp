#pragma once

#include <atomic>
#include <exception>
#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "core/engine/partition_base.hpp"
#include "core/engine/recording_sink.hpp"

namespace engram {

/// Brings together what the partitions have recorded and hands it to the sink, span by span of
/// model time, on a thread of its own. Spans are the same however the network is cut, and so is
/// every byte of a recording.
class RecordingCollector {
 public:
  /// Length of a span.
  static constexpr Tick kSpan = 10 * kTicksPerMs;

  /// Before the first step: listens from the beginning and places samplers into the partitions.
  RecordingCollector(const Network& network, const Partitioning& partitioning,
                     std::vector<std::unique_ptr<PartitionBase>>& partitions, RecordingSink& sink);
  ~RecordingCollector();

  void start();

  /// How far the sink has come. The run keeps within a few spans of it, which bounds memory.
  Tick collected() const { return collected_.load(std::memory_order_acquire); }
  bool failed() const { return failed_.load(std::memory_order_acquire); }

  /// Collects up to `end`, which every partition has reached, ends the thread and rethrows what the
  /// sink has thrown.
  void finish(Tick end);

  /// After a run that failed, none of whose workers is left: as `finish`, up to where all
  /// partitions have come. Does nothing where it was the sink that failed.
  void salvage();

 private:
  struct Wanted {
    bool recorded = false;
    std::vector<bool> chosen;  ///< by neuron; empty means all
  };

  void place_samplers(std::vector<std::unique_ptr<PartitionBase>>& partitions);
  std::vector<StateSampler::Probe> probes_of(const PartitionBase& partition,
                                             const NeuronSelection& selection) const;
  void run(std::stop_token stop);
  void collect_until(Tick reached);
  void collect_rest(Tick end);
  void collect_span(Tick begin, Tick end);
  void read_spikes(Tick end);
  void fetch_samples();
  void deliver_samples(Tick end);
  Tick reached() const;

  const Network& network_;
  const Partitioning& partitioning_;
  RecordingSink& sink_;
  std::vector<PartitionBase*> partitions_;
  std::vector<Outbox::Reader> readers_;
  std::vector<Wanted> wanted_;                      ///< by population
  std::vector<std::vector<RecordedSpike>> spikes_;  ///< of the span, by population
  std::map<std::pair<Tick, std::uint32_t>, std::vector<double>> samples_;  ///< by time and recorder
  std::vector<std::size_t> sample_sizes_;  ///< chosen neurons, by recorder
  std::atomic<Tick> collected_ = 0;
  std::atomic<bool> failed_ = false;
  std::exception_ptr error_;
  std::jthread thread_;
};

}  // namespace engram
