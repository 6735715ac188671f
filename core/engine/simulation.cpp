#include "core/engine/simulation.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <mutex>
#include <new>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

#include "core/base/error.hpp"
#include "core/check/require_runnable.hpp"
#include "core/check/validate.hpp"
#include "core/engine/assembly.hpp"
#include "core/engine/continuous_assembly.hpp"
#include "core/engine/look_ahead.hpp"
#include "core/engine/recording_collector.hpp"
#include "core/engine/worker_pool.hpp"
#include "core/synapse/connectome.hpp"

namespace engram {
namespace {

using SteadyClock = std::chrono::steady_clock;

double seconds_since(SteadyClock::time_point begin) {
  return std::chrono::duration<double>(SteadyClock::now() - begin).count();
}

/// How far the partitions may run on before the limit is set anew: about twice what the fastest
/// does in this much wall clock, so that a request to stop is heeded soon and spikes do not pile
/// up.
constexpr double kLeaseSeconds = 0.4;
constexpr int kPollMs = 50;

/// Partitions on the grid that are looked ahead from; paths between more take long to find.
constexpr std::size_t kMostLookedAt = 256;

constexpr double kReportSeconds = 0.1;

SimulationOptions resolved(SimulationOptions options) {
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  if (options.threads == 0) options.threads = cores;
  if (options.partitions == 0) options.partitions = std::min(options.threads, cores);
  return options;
}

}  // namespace

class Simulation::Impl {
 public:
  Impl(Network network, SimulationOptions options)
      : network_(std::move(network)), options_(resolved(std::move(options))) {
    const auto begin = SteadyClock::now();
    validate(network_);
    require_memory(network_, options_);
    try {
      connectome_ = build_connectome(network_, make_partitioning(network_, options_.partitions),
                                     options_.threads, building_progress(begin));
      assemble_partitions();
    } catch (const std::bad_alloc&) {
      throw UserError("the network does not fit in memory");
    }
    build_seconds_ = seconds_since(begin);
  }

  RunResult run(RecordingSink* sink, const std::stop_token& stop) {
    if (std::exchange(has_run_, true)) {
      throw std::logic_error("a Simulation runs once; build another to run its network again");
    }
    try {
      return simulate(sink, stop);
    } catch (...) {
      salvage_recording();
      collector_.reset();  // the sink is not used after this
      throw;
    }
  }

  const Network& network() const { return network_; }
  const Connectome& connectome() const { return connectome_; }
  double build_seconds() const { return build_seconds_; }

 private:
  void assemble_partitions() {
    const bool continuous = network_.clock.continuous();
    partitions_ = continuous ? assemble_continuous(network_, connectome_, options_, notifier_)
                             : assemble(network_, connectome_, options_, notifier_);
    // On the grid a single partition passes silence by itself.
    if (!continuous && (partitions_.size() == 1 || partitions_.size() > kMostLookedAt)) return;
    std::vector<PartitionBase*> all;
    std::vector<std::vector<Tick>> delays;
    for (std::size_t i = 0; i < partitions_.size(); ++i) {
      all.push_back(partitions_[i].get());
      delays.push_back(connectome_.incoming[i].least_delay_from);
    }
    look_ahead_.emplace(std::move(all), delays, notifier_);
  }

  WorkerPool::OnStall on_stall() {
    if (!look_ahead_) return {};
    return [this](const RunLimit& limit) { return look_ahead_->try_to(limit); };
  }

  RunResult simulate(RecordingSink* sink, const std::stop_token& stop) {
    if (sink != nullptr) {
      collector_ = std::make_unique<RecordingCollector>(network_, connectome_.partitioning,
                                                        partitions_, *sink, notifier_);
      collector_->start();
    }
    RunResult result;
    result.min_spikes_for_cv = options_.min_spikes_for_cv;
    {
      WorkerPool workers(partitions_, notifier_, options_.threads, on_stall());
      begin_ = SteadyClock::now();
      const bool warmed_up = run_until(workers, steps(network_.warm_up), stop);
      const auto measured_from = SteadyClock::now();
      result.completed =
          warmed_up && run_until(workers, steps(network_.warm_up + network_.duration), stop);
      result.simulate_seconds = warmed_up ? seconds_since(measured_from) : 0;
      result.model_time = std::max<Step>(workers.slowest(), 0) * network_.clock.step();
    }
    const Tick measured = std::max<Tick>(0, result.model_time - network_.warm_up);
    if (measured > 0)
      result.real_time_factor = result.simulate_seconds / (ms_from_ticks(measured) / 1000);
    count_spikes(measured, result);
    if (collector_) {
      collector_->finish(result.model_time, [this] { report(); });
      sink->finish(result.model_time, result.spikes, result.spike_hash);
    }
    return result;
  }

  void salvage_recording() noexcept {
    try {
      if (collector_) collector_->salvage();
    } catch (...) {
      // What ended the run is what the caller must learn.
    }
  }

  Step steps(Tick time) const { return time / network_.clock.step(); }

  /// By every partition.
  Step reached() const {
    Step least = kNever;
    for (const auto& partition : partitions_) least = std::min(least, partition->published());
    return std::max<Step>(least, 0);
  }

  std::function<void(double)> building_progress(SteadyClock::time_point begin) {
    if (!options_.on_progress) return {};
    return
        [this, begin, last = 0.0, mutex = std::make_shared<std::mutex>()](double fraction) mutable {
          const std::unique_lock lock(*mutex, std::try_to_lock);
          if (!lock || seconds_since(begin) < last + kReportSeconds) return;
          last = seconds_since(begin);
          options_.on_progress({.fraction_built = fraction, .wall_seconds = last});
        };
  }

  /// Lets the partitions run to `end`, lease by lease. False if they stopped before.
  bool run_until(WorkerPool& workers, Step end, const std::stop_token& stop) {
    Step lease = 1;
    while (workers.slowest() < end) {
      if (stop.stop_requested()) return halt(workers) && workers.slowest() >= end;
      const Step from = workers.fastest();
      workers.set_limit(lease > (end - from) / 2 ? end : from + 2 * lease);
      const auto begin = SteadyClock::now();
      if (!wait(workers)) return false;
      const double pace = static_cast<double>(workers.fastest() - from) /
                          std::max(seconds_since(begin), 1e-6) * kLeaseSeconds;
      lease = pace < static_cast<double>(end) ? std::max<Step>(1, static_cast<Step>(pace)) : end;
    }
    return true;
  }

  /// Brings all partitions to one step, the first that is possible. False if the sink has failed.
  bool halt(WorkerPool& workers) {
    workers.halt();
    while (workers.slowest() < workers.fastest()) {
      if (!wait(workers)) return false;
    }
    return true;
  }

  /// For a moment, or until the partitions have reached their limit. False if the sink has failed:
  /// then they may never reach it.
  bool wait(WorkerPool& workers) {
    workers.wait(kPollMs);
    report();
    return !collector_ || !collector_->failed();
  }

  void report() {
    const double wall = seconds_since(begin_);
    if (!options_.on_progress || wall < next_report_) return;
    next_report_ = wall + kReportSeconds;
    Progress progress{.phase = Progress::Phase::kRunning, .fraction_built = 1};
    progress.model_time = reached() * network_.clock.step();
    progress.end = network_.warm_up + network_.duration;
    for (const auto& partition : partitions_) progress.spikes += partition->account.spikes();
    progress.wall_seconds = wall;
    options_.on_progress(progress);
  }

  void count_spikes(Tick measured, RunResult& result) const {
    SpikeHash hash;
    for (const auto& partition : partitions_) {
      result.spikes += partition->account.spikes();
      hash.add(partition->account.hash());
    }
    result.spike_hash = hash.value();
    for (PopulationIndex p = 0; p < network_.populations.size(); ++p) {
      result.populations.push_back(count_population(p, measured));
    }
  }

  PopulationResult count_population(PopulationIndex p, Tick measured) const {
    // In the order of the neurons, whichever partition owns them: the sum of the CVs must not
    // depend on it.
    std::vector<const SpikeAccount::Member*> members;
    for (const auto& partition : partitions_) {
      for (const auto& member : partition->account.members()) {
        if (member.slice.population == p) members.push_back(&member);
      }
    }
    std::ranges::sort(members, {}, [](const auto* member) { return member->slice.first; });
    PopulationResult result{.neurons = network_.populations[p].size};
    double cv_sum = 0;
    for (const auto* member : members) {
      result.spikes += member->statistics.spikes();
      result.cv_neurons += member->statistics.sum_cv(options_.min_spikes_for_cv, cv_sum);
    }
    result.isi_cv = result.cv_neurons == 0 ? std::numeric_limits<double>::quiet_NaN()
                                           : cv_sum / static_cast<double>(result.cv_neurons);
    if (measured > 0) {
      result.rate_hz = static_cast<double>(result.spikes) / static_cast<double>(result.neurons) /
                       (ms_from_ticks(measured) / 1000);
    }
    return result;
  }

  Network network_;
  SimulationOptions options_;
  Connectome connectome_;
  Notifier notifier_;
  std::vector<std::unique_ptr<PartitionBase>> partitions_;
  std::optional<LookAhead> look_ahead_;
  std::unique_ptr<RecordingCollector> collector_;
  double build_seconds_ = 0;
  bool has_run_ = false;
  SteadyClock::time_point begin_;
  double next_report_ = 0;  ///< seconds after begin_
};

Simulation::Simulation(Network network, SimulationOptions options)
    : impl_(std::make_unique<Impl>(std::move(network), std::move(options))) {}
Simulation::~Simulation() = default;
Simulation::Simulation(Simulation&&) noexcept = default;
Simulation& Simulation::operator=(Simulation&&) noexcept = default;

Simulation::Impl& Simulation::impl() const {
  if (impl_) return *impl_;
  throw std::logic_error("the Simulation has been moved from; use the one it was moved to");
}

RunResult Simulation::run(RecordingSink* sink, std::stop_token stop) {
  return impl().run(sink, stop);
}
const Network& Simulation::network() const { return impl().network(); }
const Connectome& Simulation::connectome() const { return impl().connectome(); }
std::uint64_t Simulation::synapse_count() const { return connectome().synapse_count(); }
double Simulation::build_seconds() const { return impl().build_seconds(); }

}  // namespace engram
