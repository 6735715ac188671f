#include "core/engine/execution.hpp"

#include <algorithm>
#include <utility>

#include "core/engine/assembly.hpp"
#include "core/engine/continuous_assembly.hpp"
#include "core/synapse/connectome.hpp"

namespace engram {
namespace {

/// On the grid more partitions than this have no LookAhead: paths between them take long to find.
constexpr std::size_t kMostLookedAt = 256;

}  // namespace

Execution::Execution(const BuiltNetwork& built, const SimulationOptions& options,
                     std::uint64_t seed)
    : Execution(built, options, seed, PlasticSynapses(built, threads_of(options))) {}

Execution::Execution(const BuiltNetwork& built, const SimulationOptions& options,
                     std::uint64_t seed, PlasticSynapses&& plastic)
    : Execution(built, options, seed, std::move(plastic), nullptr) {}

Execution::Execution(const BuiltNetwork& built, const SimulationOptions& options,
                     SimulationState state)
    : Execution(built, options, state.seed, PlasticSynapses(built, state), &state) {}

Execution::Execution(const BuiltNetwork& built, const SimulationOptions& options,
                     std::uint64_t seed, PlasticSynapses&& plastic, SimulationState* state)
    : built_(built), seed_(seed), plastic_(std::move(plastic)), threads_(threads_of(options)) {
  const bool continuous = built.network().clock.continuous();
  const Assembly assembly{built.network(), built.connectome(), plastic_.stores(), options, seed,
                          notifier_};
  partitions_ = continuous ? assemble_continuous(assembly) : assemble(assembly);
  SimulationState beginning;
  if (state != nullptr) {
    visit_state(StateVisitor::Direction::kRestore, *state);
    partitions_.front()->account.add_earlier(state->spikes, SpikeHash(state->spike_hash));
  } else {
    state = &beginning;
  }
  const Step now = state->time / built.network().clock.step();
  for (const auto& partition : partitions_) partition->start(now, state->in_flight);
  in_flight_.emplace(built.network(), built.connectome(), partitions_, std::move(state->in_flight));
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

SimulationState Execution::state() {
  if (failure_) std::rethrow_exception(failure_);
  SimulationState state;
  state.time = reached() * built_.network().clock.step();
  state.seed = seed_;
  state.populations.resize(built_.network().populations.size());
  visit_state(StateVisitor::Direction::kSave, state);
  for (PopulationState& population : state.populations) population.sort();
  state.in_flight = in_flight_->at(state.time);
  SpikeHash hash;
  for (const auto& partition : partitions_) {
    state.spikes += partition->account.spikes();
    hash.add(partition->account.hash());
  }
  state.spike_hash = hash.value();
  plastic_.save(state);
  return state;
}

void Execution::visit_state(StateVisitor::Direction direction, SimulationState& state) {
  const Step now = state.time / built_.network().clock.step();
  for (const auto& partition : partitions_) {
    const auto& members = partition->account.members();
    for (std::size_t m = 0; m < members.size(); ++m) {
      const Slice& slice = members[m].slice;
      const auto size =
          static_cast<std::uint32_t>(built_.network().populations[slice.population].size);
      StateVisitor visitor(direction, state.populations[slice.population], slice.first, slice.count,
                           size, now);
      partition->account.visit_state(m, visitor);
      partition->visit_state(m, visitor);
    }
  }
}

WorkerPool& Execution::workers() {
  if (workers_) return *workers_;
  WorkerPool::OnStall on_stall;
  if (look_ahead_) on_stall = [this](const RunLimit& limit) { return look_ahead_->try_to(limit); };
  return workers_.emplace(partitions_, notifier_, threads_, std::move(on_stall));
}

bool Execution::advance_to(Step end, const std::stop_token& stop, const std::stop_token& abandon,
                           const std::function<void()>& meanwhile) {
  if (failure_) std::rethrow_exception(failure_);
  WorkerPool& pool = workers();
  std::stop_source either;
  const auto request = [&] { either.request_stop(); };
  const std::stop_callback on_stop(stop, request);
  const std::stop_callback on_abandon(abandon, request);
  try {
    if (pool.run(end, either.get_token(), meanwhile)) return true;
    // To the first step that no partition is beyond.
    if (!abandon.stop_requested()) pool.run(pool.fastest(), abandon, meanwhile);
    return pool.slowest() >= end;
  } catch (...) {
    failure_ = std::current_exception();
    workers_.reset();  // No thread touches a partition from now on.
    throw;
  }
}

Step Execution::reached() const {
  Step least = kNever;
  for (const auto& partition : partitions_) least = std::min(least, partition->published());
  return std::max<Step>(least, 0);
}

}  // namespace engram
