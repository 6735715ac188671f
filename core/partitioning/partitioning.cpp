#include "core/partitioning/partitioning.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

#include "core/base/error.hpp"
#include "core/connection/expected_synapses.hpp"

namespace engram {
namespace {

constexpr std::uint32_t units_of(std::uint64_t neurons) {
  return static_cast<std::uint32_t>((neurons + kSliceUnit - 1) / kSliceUnit);
}

/// Populations that share partitions.
struct Group {
  std::vector<PopulationIndex> populations;
  std::uint64_t units = 0;
  double synapses = 0;  ///< expected
  std::uint32_t partitions = 1;
};

/// Positions in a partition's stream have 32 bits: room for this many synapses of any storage.
constexpr double kMaxSynapses = 4e8;

/// Representative of each population's component: those joined by projections, directions ignored.
std::vector<PopulationIndex> components(const Network& network) {
  std::vector<PopulationIndex> root(network.populations.size());
  std::iota(root.begin(), root.end(), 0u);
  const auto find = [&](PopulationIndex p) {
    while (root[p] != p) p = root[p] = root[root[p]];
    return p;
  };
  for (const Projection& projection : network.projections) {
    root[std::max(find(projection.source), find(projection.target))] =
        std::min(find(projection.source), find(projection.target));
  }
  for (PopulationIndex p = 0; p < root.size(); ++p) root[p] = find(p);
  return root;
}

/// One group for each component of the populations that sleep, or of those that do not.
std::vector<Group> make_groups(const Network& network, const std::vector<bool>& sleeps,
                               bool sleeping) {
  const std::vector<PopulationIndex> component = components(network);
  const std::size_t none = component.size();
  std::vector<Group> groups;
  std::vector<std::size_t> group_of(component.size(), none);
  for (PopulationIndex p = 0; p < component.size(); ++p) {
    if (sleeps[p] != sleeping) continue;
    std::size_t& g = group_of[component[p]];
    if (g == none) {
      g = groups.size();
      groups.emplace_back();
    }
    groups[g].populations.push_back(p);
    groups[g].units += units_of(network.populations[p].size);
    for (const Projection& projection : network.projections) {
      if (projection.target == p) groups[g].synapses += expected_synapses(network, projection);
    }
  }
  return groups;
}

/// Joins the smallest groups until no more than `wanted` are left.
void merge_small_groups(std::vector<Group>& groups, std::size_t wanted) {
  while (groups.size() > std::max<std::size_t>(wanted, 1)) {
    std::ranges::sort(groups, std::ranges::greater{}, &Group::units);
    const Group last = std::move(groups.back());
    groups.pop_back();
    Group& into = groups.back();
    into.populations.insert(into.populations.end(), last.populations.begin(),
                            last.populations.end());
    std::ranges::sort(into.populations);
    into.units += last.units;
    into.synapses += last.synapses;
  }
  std::ranges::sort(groups, {}, [](const Group& g) { return g.populations.front(); });
}

/// Gives the remaining partitions to the groups with most neurons a partition.
void share_out(std::vector<Group>& groups, std::uint64_t max_units, unsigned wanted) {
  std::size_t total = 0;
  for (Group& g : groups) {
    const std::uint64_t for_units = (g.units + max_units - 1) / max_units;
    const double for_synapses =
        std::min(std::ceil(g.synapses / kMaxSynapses), static_cast<double>(g.units));
    g.partitions = static_cast<std::uint32_t>(
        std::max({std::uint64_t{1}, for_units, static_cast<std::uint64_t>(for_synapses)}));
    total += g.partitions;
  }
  // None needs more partitions than it has units to share.
  const auto load = [](const Group& g) {
    return g.units <= g.partitions ? 0.0 : static_cast<double>(g.units) / g.partitions;
  };
  for (; total < wanted; ++total) {
    Group& busiest = *std::ranges::max_element(groups, {}, load);
    if (load(busiest) == 0) break;
    ++busiest.partitions;
  }
}

/// Cuts each population of the group into one slice a partition, as equal as whole units allow.
/// Which partitions get a unit more goes round, so that they all fill up evenly.
std::vector<PartitionLayout> stripe(const Network& network, const Group& group, bool sleeps) {
  std::vector<PartitionLayout> layouts(group.partitions, PartitionLayout{{}, 0, sleeps});
  std::uint32_t next_extra = 0;
  for (const PopulationIndex p : group.populations) {
    const std::uint64_t size = network.populations[p].size;
    const std::uint32_t units = units_of(size);
    const std::uint32_t extras = units % group.partitions;
    std::uint32_t first = 0;
    for (std::uint32_t i = 0; i < std::min(units, group.partitions); ++i) {
      PartitionLayout& layout = layouts[(next_extra + i) % group.partitions];
      const std::uint32_t width = (units / group.partitions + (i < extras ? 1 : 0)) * kSliceUnit;
      const auto count = static_cast<std::uint32_t>(std::min<std::uint64_t>(width, size - first));
      layout.slices.push_back({p, first, count, layout.slots});
      layout.slots += width;
      first += width;
    }
    next_extra = (next_extra + extras) % group.partitions;
  }
  return layouts;
}

/// The partitions of all populations that sleep, or of all that do not.
std::vector<PartitionLayout> cut(const Network& network, const std::vector<bool>& sleeps,
                                 bool sleeping, unsigned wanted) {
  std::vector<Group> groups = make_groups(network, sleeps, sleeping);
  if (groups.empty()) return {};
  merge_small_groups(groups, wanted);
  share_out(groups, (sleeping ? kMaxSleepingSlots : kMaxSweptSlots) / kSliceUnit, wanted);
  std::vector<PartitionLayout> layouts;
  for (const Group& group : groups) {
    std::ranges::move(stripe(network, group, sleeping), std::back_inserter(layouts));
  }
  return layouts;
}

/// Merges two lists so that any beginning of the result has about the same share of both.
std::vector<PartitionLayout> alternate(std::vector<PartitionLayout> a,
                                       std::vector<PartitionLayout> b) {
  std::vector<PartitionLayout> result;
  for (std::size_t i = 0, j = 0; i + j < a.size() + b.size();) {
    const bool first = j == b.size() || (i < a.size() && i * b.size() <= j * a.size());
    result.push_back(std::move(first ? a[i++] : b[j++]));
  }
  return result;
}

}  // namespace

std::vector<std::uint16_t> Partitioning::owners() const {
  std::vector<std::uint16_t> owner(neurons);
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    for (const Slice& slice : partitions[i].slices) {
      std::fill_n(owner.begin() + first_id[slice.population] + slice.first, slice.count,
                  static_cast<std::uint16_t>(i));
    }
  }
  return owner;
}

Partitioning make_partitioning(const Network& network, unsigned wanted) {
  Partitioning result;
  std::uint64_t neurons = 0;
  for (const Population& population : network.populations) {
    result.first_id.push_back(static_cast<std::uint32_t>(neurons));
    neurons += population.size;
  }
  result.neurons = static_cast<std::uint32_t>(neurons);

  const std::vector<bool> sleeps = sleeping_populations(network);
  result.partitions =
      alternate(cut(network, sleeps, false, wanted), cut(network, sleeps, true, wanted));
  if (result.partitions.size() > 0xffff) {
    throw UserError("the network needs " + std::to_string(result.partitions.size()) +
                    " partitions; at most 65,535 are possible");
  }
  return result;
}

}  // namespace engram
