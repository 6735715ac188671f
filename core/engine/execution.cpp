#include "core/engine/execution.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/engine/assembly.hpp"
#include "core/engine/continuous_assembly.hpp"

namespace engram {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// The limit is set anew after about this much wall clock: spikes do not pile up where a partition
/// is slow, and the calling thread looks up from its own partitions.
constexpr double kLeaseSeconds = 0.1;

/// Partitions on the grid that are looked ahead from; paths between more take long to find.
constexpr std::size_t kMostLookedAt = 256;

}  // namespace

Execution::Execution(const BuiltNetwork& built, const SimulationOptions& options,
                     std::uint64_t seed)
    : threads_(threads_of(options)) {
  const bool continuous = built.network().clock.continuous();
  const Assembly assembly{built.network(), built.connectome(), options, seed, notifier_};
  partitions_ = continuous ? assemble_continuous(assembly) : assemble(assembly);
  // On the grid a single partition passes silence by itself.
  if (!continuous && (partitions_.size() == 1 || partitions_.size() > kMostLookedAt)) return;
  std::vector<PartitionBase*> all;
  std::vector<std::vector<Tick>> delays;
  for (std::size_t i = 0; i < partitions_.size(); ++i) {
    all.push_back(partitions_[i].get());
    delays.push_back(built.connectome().incoming[i].least_delay_from);
  }
  look_ahead_.emplace(std::move(all), delays, notifier_);
}

WorkerPool& Execution::workers() {
  if (workers_) return *workers_;
  WorkerPool::OnStall on_stall;
  if (look_ahead_) on_stall = [this](const RunLimit& limit) { return look_ahead_->try_to(limit); };
  return workers_.emplace(partitions_, notifier_, threads_, std::move(on_stall));
}

bool Execution::advance_to(Step end, const std::stop_token& stop, const std::stop_token& abandon,
                           const std::function<void()>& meanwhile) {
  WorkerPool& pool = workers();
  std::stop_source either;
  const auto request = [&] { either.request_stop(); };
  const std::stop_callback on_stop(stop, request);
  const std::stop_callback on_abandon(abandon, request);
  while (pool.slowest() < end) {
    const Step from = pool.fastest();
    const Step limit = lease_ >= end - from ? end : from + lease_;
    const auto begin = SteadyClock::now();
    if (!pool.run(limit, either.get_token(), meanwhile)) {
      if (!abandon.stop_requested()) pool.halt(abandon, meanwhile);
      return pool.slowest() >= end;
    }
    const double seconds = std::chrono::duration<double>(SteadyClock::now() - begin).count();
    const double pace =
        static_cast<double>(pool.fastest() - from) / std::max(seconds, 1e-6) * kLeaseSeconds;
    lease_ = std::max<Step>(1, static_cast<Step>(std::min(pace, 1e15)));
  }
  return true;
}

Step Execution::reached() const {
  Step least = kNever;
  for (const auto& partition : partitions_) least = std::min(least, partition->published());
  return std::max<Step>(least, 0);
}

}  // namespace engram
