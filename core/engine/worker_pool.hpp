#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <semaphore>
#include <thread>
#include <vector>

#include "core/engine/notifier.hpp"
#include "core/engine/partition_base.hpp"

namespace engram {

/// The threads that run partitions. A worker takes any partition that can move, runs it until it
/// would have to wait for another, and takes the next; with nothing to take it spins briefly, then
/// sleeps. It tries those of its own share first, whose state is in its cache, and others only when
/// these wait.
class WorkerPool {
 public:
  /// Called by a worker that has found no partition to move: moves some in another way, at most to
  /// the limit given, and returns whether it did.
  using OnStall = std::function<bool(const RunLimit& limit)>;

  /// `on_stall` may be empty.
  WorkerPool(std::vector<std::unique_ptr<PartitionBase>>& partitions, Notifier& notifier,
             unsigned threads, OnStall on_stall);

  /// Stops at once where the partitions are.
  ~WorkerPool();

  /// Lets the partitions run up to `limit`. Those beyond it stay where they are.
  void set_limit(Step limit);

  /// Sets the least limit that no partition is beyond. To be followed by `wait`.
  void halt();

  /// Sleeps until every partition has reached the limit or a worker has failed, at most
  /// `milliseconds`. Returns whether either is so. Rethrows what a worker has thrown.
  bool wait(int milliseconds);

  Step slowest() const;
  Step fastest() const;

 private:
  /// Partitions [begin, end) of the list.
  struct Share {
    std::size_t begin;
    std::size_t end;
  };

  void work(std::stop_token stop, Share own);
  bool run_share(Share share);
  bool look_ahead();
  bool all_at_limit() const { return slowest() >= limit_.now(); }
  void wait_for_strides();

  std::vector<std::unique_ptr<PartitionBase>>& partitions_;
  Notifier& notifier_;
  OnStall on_stall_;
  int spins_;
  RunLimit limit_;
  std::atomic<bool> failed_ = false;
  std::mutex error_mutex_;
  std::exception_ptr error_;
  std::counting_semaphore<> done_{0};
  std::vector<std::jthread> threads_;
};

}  // namespace engram
