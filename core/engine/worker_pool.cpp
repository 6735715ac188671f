#include "core/engine/worker_pool.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/base/flush_denormals.hpp"

namespace engram {
namespace {

// Rounds of looking for work before sleeping: some microseconds, less than a wake-up costs. With
// more workers than cores spinning only takes cores from workers that have work.
constexpr int kSpins = 4000;

// Of these, how many before a worker tries partitions beyond its own share.
constexpr int kSpinsOnOwnShare = 2000;

// After so long the calling thread ends its stride, to call `meanwhile`.
constexpr std::chrono::milliseconds kLongestStride{50};

void pause_briefly() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

}  // namespace

WorkerPool::WorkerPool(std::vector<std::unique_ptr<PartitionBase>>& partitions, Notifier& notifier,
                       unsigned threads, OnStall on_stall)
    : partitions_(partitions), notifier_(notifier), on_stall_(std::move(on_stall)) {
  const std::size_t workers = std::clamp<std::size_t>(threads, 1, partitions.size());
  spins_ = workers <= std::thread::hardware_concurrency() ? kSpins : 1;
  callers_ = {0, partitions.size() / workers};
  for (std::size_t w = 1; w < workers; ++w) {
    const Share own{w * partitions.size() / workers, (w + 1) * partitions.size() / workers};
    threads_.emplace_back([this, own](std::stop_token stop) { work(stop, own); });
  }
}

WorkerPool::~WorkerPool() {
  for (std::jthread& thread : threads_) thread.request_stop();
  notifier_.notify();
}

bool WorkerPool::run(Step limit, const std::stop_token& stop,
                     const std::function<void()>& meanwhile) {
  set_limit(limit);
  release_all();
  {
    // A partition that is being run ends its stride, as it is beyond the limit.
    const std::stop_callback interrupt(stop, [this] { set_limit(0); });
    const FlushDenormals flush;
    try {
      work_until(callers_, true, [&] {
        meanwhile();
        return failed_ || all_at_limit();
      });
    } catch (...) {
      fail();
    }
  }
  if (failed_) {
    const std::scoped_lock lock(error_mutex_);
    std::rethrow_exception(error_);
  }
  claim_all();
  return slowest() >= limit;
}

void WorkerPool::set_limit(Step limit) {
  limit_.set(limit);
  notifier_.notify();
}

/// Waits until no worker runs a partition, and keeps them from doing so.
void WorkerPool::claim_all() {
  for (const auto& partition : partitions_) {
    for (int spin = 0; !partition->claim.try_take(); ++spin) {
      if (spin < kSpins) {
        pause_briefly();
      } else {
        std::this_thread::yield();
      }
    }
  }
  holds_claims_ = true;
}

void WorkerPool::release_all() {
  if (!std::exchange(holds_claims_, false)) return;
  for (const auto& partition : partitions_) {
    if (partition->claim.release()) notifier_.notify();
  }
}

Step WorkerPool::slowest() const {
  Step least = kNever;
  for (const auto& partition : partitions_) least = std::min(least, partition->published());
  return least;
}

Step WorkerPool::fastest() const {
  Step most = 0;
  for (const auto& partition : partitions_) most = std::max(most, partition->begun());
  return most;
}

void WorkerPool::work(std::stop_token stop, Share own) {
  const FlushDenormals flush;
  try {
    work_until(own, false, [&] { return stop.stop_requested() || failed_; });
  } catch (...) {
    fail();
  }
}

/// Runs partitions until `done()`; what ends the work of one worker notifies all. A thread with
/// `short_strides` calls `done` at least about every kLongestStride.
template <class Done>
void WorkerPool::work_until(Share own, bool short_strides, Done&& done) {
  const Share all{0, partitions_.size()};
  const auto move = [&](Share share) {
    if (!short_strides) return run_share(share, limit_) || look_ahead();
    const RunLimit until(limit_, std::chrono::steady_clock::now() + kLongestStride);
    return run_share(share, until) || look_ahead();
  };
  while (!done()) {
    bool moved = move(own);
    for (int spin = 0; spin < spins_ && !moved && !done(); ++spin) {
      pause_briefly();
      moved = move(spin < kSpinsOnOwnShare ? own : all);
    }
    if (!moved) notifier_.wait_unless([&] { return done() || move(all); });
  }
}

/// Keeps the exception that is being handled, if it is the first.
void WorkerPool::fail() {
  const std::scoped_lock lock(error_mutex_);
  if (!error_) error_ = std::current_exception();
  failed_ = true;
  notifier_.notify();
}

bool WorkerPool::look_ahead() { return on_stall_ && on_stall_(limit_); }

bool WorkerPool::run_share(Share share, const RunLimit& limit) {
  bool moved = false;
  for (std::size_t i = share.begin; i < share.end; ++i) {
    PartitionBase& partition = *partitions_[i];
    if (partition.published() >= limit_.now() || !partition.claim.try_take()) continue;
    const bool got_further = partition.advance(limit);
    if (partition.claim.release()) notifier_.notify();
    moved = moved || got_further;
  }
  return moved;
}

}  // namespace engram
