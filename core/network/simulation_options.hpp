#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <thread>

#include "core/base/time.hpp"

namespace engram {

/// How pending volleys are kept: in buckets of steps (of times on the continuous clock) or in a
/// heap. Never changes a result.
enum class QueueKind { kCalendar, kHeap };

/// A neuron's ISI CV counts from this number of spikes on, unless told otherwise: two intervals.
inline constexpr std::uint32_t kMinSpikesForCv = 3;

/// How far building or running has come.
struct Progress {
  enum class Phase { kBuilding, kRunning };
  Phase phase = Phase::kBuilding;
  double fraction_built = 0;  ///< while building, 0 to 1
  Tick model_time = 0;        ///< reached by every partition
  Tick end = 0;
  std::uint64_t spikes = 0;
  double wall_seconds = 0;  ///< since this phase began
};

/// How a network is built and run, and what the result contains. None of it changes a spike.
struct SimulationOptions {
  unsigned threads = 0;  ///< 0: as many as the machine has cores
  /// Partitions of what is swept, and of what sleeps. 0: chosen from the network and the machine.
  /// Never changes a result.
  unsigned partitions = 0;
  QueueKind queue = QueueKind::kCalendar;
  /// Of a neuron whose ISI CV counts, after the warm-up; at least 2.
  std::uint32_t min_spikes_for_cv = kMinSpikesForCv;
  /// Called about ten times a second, by one thread at a time.
  std::function<void(const Progress&)> on_progress{};

  /// For tests: called by the worker before each step that a partition simulates.
  std::function<void(unsigned partition, std::int64_t step)> before_step{};
};

/// As many as can run at a time.
inline unsigned cores() { return std::max(1u, std::thread::hardware_concurrency()); }

/// The number of threads, also where the options leave it open.
inline unsigned threads_of(const SimulationOptions& options) {
  return options.threads != 0 ? options.threads : cores();
}

/// The number of partitions of each kind, also where the options leave it open.
inline unsigned partitions_of(const SimulationOptions& options) {
  return options.partitions != 0 ? options.partitions : std::min(threads_of(options), cores());
}

}  // namespace engram
