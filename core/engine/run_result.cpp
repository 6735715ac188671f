#include "core/engine/run_result.hpp"

#include <algorithm>
#include <limits>

#include "core/base/spike_hash.hpp"
#include "core/engine/partition_base.hpp"
#include "core/network/network.hpp"

namespace engram {
namespace {

using Partitions = std::span<const std::unique_ptr<PartitionBase>>;

/// `measured` is the span after the warm-up (ticks).
PopulationResult count_population(const Network& network, Partitions partitions, PopulationIndex p,
                                  Tick measured, std::uint32_t min_spikes_for_cv) {
  // In the order of the neurons, whichever partition owns them: the sum of the CVs must not depend
  // on it.
  std::vector<const SpikeAccount::Member*> members;
  for (const auto& partition : partitions) {
    for (const auto& member : partition->account.members()) {
      if (member.slice.population == p) members.push_back(&member);
    }
  }
  std::ranges::sort(members, {}, [](const auto* member) { return member->slice.first; });
  PopulationResult result{.neurons = network.populations[p].size};
  double cv_sum = 0;
  for (const auto* member : members) {
    result.spikes += member->statistics.spikes();
    result.cv_neurons += member->statistics.sum_cv(min_spikes_for_cv, cv_sum);
  }
  result.isi_cv = result.cv_neurons == 0 ? std::numeric_limits<double>::quiet_NaN()
                                         : cv_sum / static_cast<double>(result.cv_neurons);
  if (measured > 0) {
    result.rate_hz = static_cast<double>(result.spikes) / static_cast<double>(result.neurons) /
                     (ms_from_ticks(measured) / 1000);
  }
  return result;
}

}  // namespace

Tick timed_span(const Network& network, const RunResult& result) {
  return std::max<Tick>(0, result.model_time - std::max(network.warm_up, result.restored_at));
}

void count_spikes(const Network& network, Partitions partitions, RunResult& result) {
  const Tick measured = std::max<Tick>(0, result.model_time - network.warm_up);
  if (const Tick timed = timed_span(network, result); timed > 0) {
    result.real_time_factor = result.simulate_seconds / (ms_from_ticks(timed) / 1000);
  }
  SpikeHash hash;
  for (const auto& partition : partitions) {
    result.spikes += partition->account.spikes();
    hash.add(partition->account.hash());
  }
  result.spike_hash = hash.value();
  for (PopulationIndex p = 0; p < network.populations.size(); ++p) {
    result.populations.push_back(
        count_population(network, partitions, p, measured, result.min_spikes_for_cv));
  }
}

}  // namespace engram
