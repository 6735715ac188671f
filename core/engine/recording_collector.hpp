#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <semaphore>
#include <stop_token>
#include <thread>
#include <vector>

#include "core/engine/partition_base.hpp"
#include "core/recording/backlog.hpp"
#include "core/recording/recording_sink.hpp"

namespace engram {

/// Brings together what the partitions have recorded and hands it to the sink, span by span of
/// model time, on a thread of its own. Spans are the same however the network is cut, and so is
/// every byte of a recording: those in which something was recorded have one length, and what is
/// between two of them is one span.
class RecordingCollector {
 public:
  /// At the control point `now`, from where on everything is recorded: places samplers into the
  /// partitions, which use this as long as they run. Notifies when there is room for more.
  RecordingCollector(const Network& network, const Partitioning& partitioning,
                     std::vector<std::unique_ptr<PartitionBase>>& partitions, Tick now,
                     RecordingSink& sink, Notifier& notifier);

  /// Leaves the partitions as they were before.
  ~RecordingCollector();

  void start();

  /// Requested when the sink has failed.
  std::stop_token failure() const { return failure_.get_token(); }

  /// Collects up to `end`, which every partition has reached, ends the thread and rethrows what the
  /// sink has thrown. Calls `meanwhile` now and then while the sink is busy.
  void finish(Tick end, const std::function<void()>& meanwhile = {});

  /// After a run that failed, when its workers have ended: as `finish`, up to the time that all
  /// partitions have reached. Does not throw what the sink throws.
  void salvage();

 private:
  struct Wanted {
    bool recorded = false;
    std::vector<bool> chosen;  ///< by neuron; empty means all
  };
  /// A state recorder.
  struct Sampling {
    Tick interval = 0;
    Tick next = 0;
    std::size_t variables = 0;
    std::size_t chosen = 0;            ///< neurons
    std::vector<StateSampler*> parts;  ///< of the partitions
    std::vector<double> row;           ///< of one sample
  };

  void want_spikes();
  void place_samplers(std::vector<std::unique_ptr<PartitionBase>>& partitions);
  std::vector<StateSampler::Probe> probes_of(const PartitionBase& partition,
                                             const NeuronSelection& selection) const;
  void run(std::stop_token stop);
  void collect_until(Tick reached);
  void collect_rest(Tick end);
  void collect_span(Tick begin, Tick end);
  void hand_over_silence(Tick end);
  void hand_over_spikes(Tick end);
  void read_spikes(Tick end);
  void take_samples(Tick end);
  void take_sample(std::uint32_t recorder);
  void keep_now_and_then();
  Tick end_of_span(Tick begin) const;
  Tick next_sample() const;
  Tick next_event();
  Tick reached() const;

  const Network& network_;
  const Partitioning& partitioning_;
  RecordingSink& sink_;
  Notifier& notifier_;
  const Tick span_;
  Backlog backlog_;
  std::vector<PartitionBase*> partitions_;
  std::vector<Outbox::Reader> readers_;
  std::vector<Wanted> wanted_;                      ///< by population
  std::vector<std::vector<RecordedSpike>> spikes_;  ///< of the span, by population
  std::vector<Sampling> samplings_;                 ///< by recorder
  std::int64_t taken_bytes_ = 0;                    ///< not yet reported to the backlog
  Tick handed_over_ = 0;                            ///< end of the last span that the sink has
  Tick collected_ = 0;  ///< up to here nothing is left that must be handed over
  std::chrono::steady_clock::time_point last_keep_;
  Tick end_ = 0;  ///< of the run, before the thread is stopped
  std::mutex idle_mutex_;
  std::condition_variable_any idle_;
  std::binary_semaphore done_{0};
  std::stop_source failure_;
  std::exception_ptr error_;
  std::jthread thread_;
};

}  // namespace engram
