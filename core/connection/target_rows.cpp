#include "core/connection/target_rows.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/connection/distinct_indices.hpp"
#include "core/random/draw.hpp"

namespace engram {
namespace {

/// Sizes the rows of the targets from `first` to `last` by `in_degree(target)`.
template <class InDegree>
void lay_out(std::uint32_t first, std::uint32_t last, const InDegree& in_degree,
             ConnectionRows& rows) {
  rows.offsets.resize(std::size_t{last - first} + 1);
  rows.offsets[0] = 0;
  for (std::uint32_t i = 0; i < last - first; ++i) {
    rows.offsets[i + 1] = rows.offsets[i] + in_degree(first + i);
  }
  rows.sources.resize(rows.offsets.back());
}

/// The sources of target first + i.
std::span<std::uint32_t> row(ConnectionRows& rows, std::uint32_t i) {
  return {rows.sources.data() + rows.offsets[i], rows.sources.data() + rows.offsets[i + 1]};
}

/// Turns indices among the sources other than `self` into indices among all.
void step_over(std::uint32_t self, std::span<std::uint32_t> sources) {
  for (std::uint32_t& source : sources) source += source >= self ? 1 : 0;
}

}  // namespace

void OneToOneRows::draw(std::uint32_t first, std::uint32_t last, ConnectionRows& rows) const {
  lay_out(
      first, last, [](std::uint32_t) { return 1; }, rows);
  std::iota(rows.sources.begin(), rows.sources.end(), first);
}

void AllToAllRows::draw(std::uint32_t first, std::uint32_t last, ConnectionRows& rows) const {
  lay_out(
      first, last, [this](std::uint32_t) { return max_in_degree(); }, rows);
  for (std::uint32_t i = 0; i < last - first; ++i) {
    const std::span<std::uint32_t> sources = row(rows, i);
    std::iota(sources.begin(), sources.end(), 0);
    if (space_.without_self) step_over(first + i, sources);
  }
}

RandomSourceRows::RandomSourceRows(const ConnectionSpace& space, InDegrees in_degrees,
                                   bool multapses, double expected_total, std::uint64_t seed,
                                   std::uint32_t projection)
    : space_(space),
      in_degrees_(std::move(in_degrees)),
      key_(philox_key(seed, Purpose::kConnection, projection)),
      expected_total_(expected_total),
      multapses_(multapses) {}

void RandomSourceRows::draw(std::uint32_t first, std::uint32_t last, ConnectionRows& rows) const {
  lay_out(
      first, last, [this](std::uint32_t target) { return in_degrees_[target]; }, rows);
  const std::uint32_t choices = space_.sources_per_target();
  DistinctIndices distinct(multapses_ ? 0 : choices);
  for (std::uint32_t i = 0; i < last - first; ++i) {
    const std::uint32_t target = first + i;
    const std::span<std::uint32_t> sources = row(rows, i);
    if (multapses_) {
      draw_indices(key_, target, 0, choices, sources);
    } else {
      distinct.draw(key_, target, choices, sources);
    }
    if (space_.without_self) step_over(target, sources);
  }
}

ListedRows::ListedRows(const ConnectionSpace& space,
                       std::vector<ExplicitList::Connection> connections)
    : connections_(std::move(connections)), offsets_(std::size_t{space.targets} + 1) {
  std::stable_sort(connections_.begin(), connections_.end(),
                   [](const auto& a, const auto& b) { return a.target < b.target; });
  for (const ExplicitList::Connection& c : connections_) ++offsets_[c.target + 1];
  max_in_degree_ = *std::max_element(offsets_.begin(), offsets_.end());
  std::partial_sum(offsets_.begin(), offsets_.end(), offsets_.begin());
}

void ListedRows::draw(std::uint32_t first, std::uint32_t last, ConnectionRows& rows) const {
  const auto listed = explicit_connections(first, last);
  lay_out(
      first, last, [this](std::uint32_t t) { return offsets_[t + 1] - offsets_[t]; }, rows);
  std::transform(listed.begin(), listed.end(), rows.sources.begin(),
                 [](const ExplicitList::Connection& c) { return c.source; });
}

std::span<const ExplicitList::Connection> ListedRows::explicit_connections(
    std::uint32_t first, std::uint32_t last) const {
  return {connections_.data() + offsets_[first], connections_.data() + offsets_[last]};
}

}  // namespace engram
