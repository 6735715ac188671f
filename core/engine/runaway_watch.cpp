#include "core/engine/runaway_watch.hpp"

#include <algorithm>
#include <cmath>

#include "core/network/device_descriptor.hpp"
#include "core/random/draw.hpp"

namespace engram {
namespace {

/// An outside spike reaches a neuron by several synapses, and by way of others, whose loops may
/// repeat it for a while.
constexpr double kSpikesPerOutside = 64;

/// The populations that spikes of `from` reach, by any number of projections.
std::vector<bool> reached_from(const Network& network, PopulationIndex from) {
  std::vector<bool> reached(network.populations.size(), false);
  std::vector<PopulationIndex> open{from};
  while (!open.empty()) {
    const PopulationIndex source = open.back();
    open.pop_back();
    for (const Projection& p : network.projections) {
      if (p.source != source || reached[p.target]) continue;
      reached[p.target] = true;
      open.push_back(p.target);
    }
  }
  return reached;
}

double longest_delay(const Projection& projection) {
  const auto* list = std::get_if<ExplicitList>(&projection.rule);
  if (list == nullptr) return Sampler(projection.delay).max_value();
  double longest = 0;
  for (const ExplicitList::Connection& c : list->connections) longest = std::max(longest, c.delay);
  return longest;
}

/// Arrivals in a ms at each neuron of a population.
double drive_of(const Network& network, PopulationIndex target) {
  double hz = 0;
  for (const Device& device : network.devices) {
    if (device.target() == target) hz += device.descriptor().load(device).most_events;
  }
  return hz / 1000;
}

}  // namespace

std::vector<bool> unbounded_populations(const Network& network) {
  std::vector<bool> unbounded(network.populations.size(), false);
  if (!network.clock.continuous()) return unbounded;
  for (PopulationIndex p = 0; p < unbounded.size(); ++p) {
    const NeuronModel& model = network.populations[p].model;
    const bool quick = model.descriptor().least_interval(model) * RunawayWatch::kMostSpikes < 1;
    unbounded[p] = quick && receptor_count(model) != 0 && reached_from(network, p)[p];
  }
  return unbounded;
}

RunawayWatch::RunawayWatch(const Network& network, const Partitioning& partitioning,
                           const PartitionLayout& layout)
    : first_id_(partitioning.first_id), outside_(network.populations.size(), true) {
  const std::vector<bool> unbounded = unbounded_populations(network);
  bool any = false;
  for (const Slice& slice : layout.slices) {
    watched_.push_back(unbounded[slice.population]);
    driven_.push_back(drive_of(network, slice.population));
    any = any || watched_.back();
  }
  if (!any) return;
  bursts_.resize(layout.slots);
  for (PopulationIndex p = 0; p < unbounded.size(); ++p) {
    if (!unbounded[p]) continue;
    const std::vector<bool> reached = reached_from(network, p);
    for (std::size_t q = 0; q < reached.size(); ++q) outside_[q] = outside_[q] && !reached[q];
  }
  for (const Projection& p : network.projections) {
    if (!outside_[p.source]) continue;
    longest_delay_ = std::max(longest_delay_, static_cast<Tick>(std::ceil(longest_delay(p))));
  }
}

void RunawayWatch::receive(const Spike& spike) {
  const auto after = std::ranges::upper_bound(first_id_, spike.source);
  if (!outside_[static_cast<std::size_t>(after - first_id_.begin()) - 1]) return;
  const Tick ms = spike.time.tick / kTicksPerMs;
  // Partitions publish at their own pace: those received last need not be the latest.
  auto at = received_.end();
  while (at != received_.begin() && (at - 1)->ms > ms) --at;
  if (at != received_.begin() && (at - 1)->ms == ms) {
    ++(at - 1)->spikes;
  } else {
    received_.insert(at, {ms, 1});
  }
  while (received_.front().ms + 2 * longest_delay_ + 2 < ms) received_.pop_front();
}

double RunawayWatch::allowed(std::size_t slice, Tick ms) const {
  std::uint64_t outside = 0;
  for (const Received& r : received_) {
    if (r.ms <= ms && r.ms + longest_delay_ + 1 >= ms) outside += r.spikes;
  }
  return kMostSpikes + kSpikesPerOutside * driven_[slice] +
         kSpikesPerOutside * static_cast<double>(outside);
}

bool RunawayWatch::is_runaway(std::size_t slice, std::uint32_t slot, Tick tick) {
  Burst& burst = bursts_[slot];
  const Tick ms = tick / kTicksPerMs;
  burst = ms == burst.ms ? Burst{ms, burst.spikes + 1} : Burst{ms, 1};
  return burst.spikes > kMostSpikes && burst.spikes > allowed(slice, ms);
}

}  // namespace engram
