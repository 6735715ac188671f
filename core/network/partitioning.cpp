#include "core/network/partitioning.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "core/base/error.hpp"

namespace engram {
namespace {

constexpr std::uint32_t units_of(std::uint64_t neurons) {
  return static_cast<std::uint32_t>((neurons + kSliceUnit - 1) / kSliceUnit);
}

/// Populations that share partitions.
struct Group {
  std::vector<PopulationIndex> populations;
  std::uint64_t units = 0;
  bool sleeps = false;
  std::uint32_t partitions = 1;
};

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

std::vector<Group> make_groups(const Network& network) {
  const std::vector<PopulationIndex> component = components(network);
  const std::vector<bool> sleeps = sleeping_populations(network);
  std::vector<Group> groups;
  std::vector<std::size_t> group_of(2 * component.size(), component.size() * 2);
  for (PopulationIndex p = 0; p < component.size(); ++p) {
    std::size_t& g = group_of[2 * component[p] + (sleeps[p] ? 1 : 0)];
    if (g == component.size() * 2) {
      g = groups.size();
      groups.emplace_back().sleeps = sleeps[p];
    }
    groups[g].populations.push_back(p);
    groups[g].units += units_of(network.populations[p].size);
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
    into.sleeps = into.sleeps && last.sleeps;
  }
  std::ranges::sort(groups, {}, [](const Group& g) { return g.populations.front(); });
}

/// Gives the partitions still to be had to the groups with most neurons a partition; groups that
/// sleep have little to do and come last.
void share_out(std::vector<Group>& groups, unsigned wanted) {
  constexpr std::uint64_t kMaxUnits = kMaxPartitionSlots / kSliceUnit;
  std::size_t total = 0;
  for (Group& g : groups) {
    g.partitions = static_cast<std::uint32_t>(
        std::max<std::uint64_t>(1, (g.units + kMaxUnits - 1) / kMaxUnits));
    total += g.partitions;
  }
  // None needs more partitions than it has units to share.
  const auto load = [](const Group& g) {
    if (g.units <= g.partitions) return 0.0;
    return static_cast<double>(g.units) / g.partitions * (g.sleeps ? 1e-3 : 1.0);
  };
  for (; total < wanted; ++total) {
    Group& busiest = *std::ranges::max_element(groups, {}, load);
    if (load(busiest) == 0) break;
    ++busiest.partitions;
  }
}

/// Cuts each population of the group into one slice a partition, as equal as whole units allow.
/// Which partitions get a unit more goes round, so that they all fill up evenly.
std::vector<PartitionLayout> stripe(const Network& network, const Group& group) {
  std::vector<PartitionLayout> layouts(group.partitions);
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

  std::vector<Group> groups = make_groups(network);
  merge_small_groups(groups, wanted);
  share_out(groups, wanted);
  for (const Group& group : groups) {
    std::ranges::move(stripe(network, group), std::back_inserter(result.partitions));
  }
  if (result.partitions.size() > 0xffff) {
    throw UserError("the network needs " + std::to_string(result.partitions.size()) +
                    " partitions of 65,536 neurons; at most 65,535 are possible");
  }
  return result;
}

}  // namespace engram
