#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "core/engine/notifier.hpp"
#include "core/engine/partition_base.hpp"

namespace engram {

/// The threads that run partitions; the caller's is one of them while it is in `run`. A worker
/// takes any partition that can move, runs it until it would have to wait for another, and takes
/// the next; with nothing to take it spins briefly, then sleeps. It tries those of its own share
/// first, whose state is in its cache, and others only when these wait.
class WorkerPool {
 public:
  /// Called by a worker that has found no partition to move: moves some in another way, at most to
  /// the limit given, and returns whether it did.
  using OnStall = std::function<bool(const RunLimit& limit)>;

  /// `threads` with the caller's; `on_stall` may be empty.
  WorkerPool(std::vector<std::unique_ptr<PartitionBase>>& partitions, Notifier& notifier,
             unsigned threads, OnStall on_stall);

  /// Stops the partitions where they are.
  ~WorkerPool();

  /// Runs the partitions to `limit`; those beyond it stay where they are. Returns early when `stop`
  /// is requested. Calls `meanwhile()` now and then. Returns whether the limit has been reached;
  /// then no worker touches a partition until the next `run`. Throws what a worker has thrown;
  /// after that the pool can only be destroyed.
  bool run(Step limit, const std::stop_token& stop, const std::function<void()>& meanwhile);

  Step slowest() const;
  /// The first step that no partition has begun to go beyond, when no worker runs one.
  Step fastest() const;

 private:
  /// Partitions [begin, end) of the list.
  struct Share {
    std::size_t begin;
    std::size_t end;
  };

  void work(std::stop_token stop, Share own);
  template <class Done>
  void work_until(Share own, bool short_strides, Done&& done);
  void fail();
  bool run_share(Share share, const RunLimit& limit);
  bool look_ahead();
  bool all_at_limit() const { return slowest() >= limit_.now(); }
  void set_limit(Step limit);
  void claim_all();
  void release_all();

  std::vector<std::unique_ptr<PartitionBase>>& partitions_;
  Notifier& notifier_;
  OnStall on_stall_;
  int spins_;
  RunLimit limit_;
  Share callers_{};
  bool holds_claims_ = false;  ///< of all partitions, for the caller, between runs
  std::atomic<bool> failed_ = false;
  std::mutex error_mutex_;
  std::exception_ptr error_;
  std::vector<std::jthread> threads_;
};

}  // namespace engram
