#include "core/engine/spikes_in_flight.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace engram {

SpikesInFlight::SpikesInFlight(const Network& network, const Connectome& connectome,
                               std::span<const std::unique_ptr<PartitionBase>> partitions,
                               std::vector<Spike> restored)
    : partitioning_(connectome.partitioning),
      projects_(network.populations.size(), false),
      longest_delay_(connectome.longest_delay() * network.clock.step()),
      partitions_(partitions),
      restored_(std::move(restored)) {
  for (const Projection& projection : network.projections) projects_[projection.source] = true;
  // Whether any synapse was drawn for the neurons of a partition depends on the partitioning.
  const Tick step = network.clock.step();
  for (const auto& partition : partitions) {
    const bool projects = std::ranges::any_of(partition->account.members(), [&](const auto& m) {
      return static_cast<bool>(projects_[m.slice.population]);
    });
    if (projects) partition->keep_in_flight(longest_delay_ / step, step);
  }
}

std::vector<Spike> SpikesInFlight::at(Tick now) const {
  std::vector<Spike> spikes;
  const auto add = [&](const Spike& spike) {
    if (spike.time.tick + longest_delay_ <= now) return;
    // Other spikes in the same outbox depend on the partitioning.
    if (projects_[partitioning_.population_of(spike.source)]) spikes.push_back(spike);
  };
  std::ranges::for_each(restored_, add);
  for (const auto& partition : partitions_) {
    if (auto reader = partition->in_flight()) reader->read_until(now, add);
  }
  std::ranges::sort(spikes, {}, [](const Spike& s) { return std::tuple(s.time, s.source); });
  return spikes;
}

}  // namespace engram
