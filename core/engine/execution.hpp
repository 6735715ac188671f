#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "core/engine/built_network.hpp"
#include "core/engine/look_ahead.hpp"
#include "core/engine/notifier.hpp"
#include "core/engine/partition_base.hpp"
#include "core/engine/plastic_synapses.hpp"
#include "core/engine/simulation_state.hpp"
#include "core/engine/spikes_in_flight.hpp"
#include "core/engine/worker_pool.hpp"

namespace engram {

/// The partitions of a network with the threads that run them. Between two calls of `advance_to`
/// every partition has done everything up to one step and none is being run, so that the caller may
/// read and change them.
class Execution {
 public:
  /// At time 0. `seed` is that of noise and initial state. What is referred to must outlive this.
  Execution(const BuiltNetwork& built, const SimulationOptions& options, std::uint64_t seed);

  /// The same with the plastic weights of an earlier one.
  Execution(const BuiltNetwork& built, const SimulationOptions& options, std::uint64_t seed,
            PlasticSynapses&& plastic);

  /// At the time of `state`, which is of a simulation of this network. Throws UserError where it is
  /// not.
  Execution(const BuiltNetwork& built, const SimulationOptions& options, SimulationState state);

  /// The state of all partitions, at a control point.
  SimulationState state();

  /// Runs every partition to `end` (steps). When `stop` is requested they stop early, at one step;
  /// when `abandon` is, wherever they are. Calls `meanwhile()` now and then. Returns whether the
  /// end was reached. Throws what a partition throws, and again when called again.
  bool advance_to(Step end, const std::stop_token& stop, const std::stop_token& abandon,
                  const std::function<void()>& meanwhile);

  /// The step that every partition has reached.
  Step reached() const;

  std::vector<std::unique_ptr<PartitionBase>>& partitions() { return partitions_; }
  const std::vector<std::unique_ptr<PartitionBase>>& partitions() const { return partitions_; }
  Notifier& notifier() { return notifier_; }
  PlasticSynapses& plastic() { return plastic_; }

 private:
  Execution(const BuiltNetwork& built, const SimulationOptions& options, std::uint64_t seed,
            PlasticSynapses&& plastic, SimulationState* state);
  void visit_state(StateVisitor::Direction direction, SimulationState& state);
  WorkerPool& workers();

  const BuiltNetwork& built_;
  std::uint64_t seed_;
  PlasticSynapses plastic_;
  Notifier notifier_;
  std::vector<std::unique_ptr<PartitionBase>> partitions_;
  std::optional<SpikesInFlight> in_flight_;
  std::optional<LookAhead> look_ahead_;
  unsigned threads_;
  std::exception_ptr failure_;
  std::optional<WorkerPool> workers_;
};

}  // namespace engram
