#include "core/connection/selected_rows.hpp"

#include <algorithm>
#include <utility>

#include "core/connection/connection_drawer.hpp"

namespace engram {

SelectedRows::SelectedRows(std::unique_ptr<const RowDrawer> drawn, std::uint32_t drawn_targets,
                           std::vector<std::uint32_t> sources, std::vector<std::uint32_t> targets)
    : drawn_(std::move(drawn)),
      drawn_targets_(drawn_targets),
      sources_(std::move(sources)),
      targets_(std::move(targets)) {}

std::uint32_t SelectedRows::number_before(std::uint32_t target) const {
  if (targets_.empty()) return target;
  return static_cast<std::uint32_t>(std::ranges::lower_bound(targets_, target) - targets_.begin());
}

void SelectedRows::draw(std::uint32_t first, std::uint32_t last, ConnectionRows& rows) const {
  constexpr std::uint32_t kUnit = ConnectionDrawer::kRangeUnit;
  const std::uint32_t begin = number_before(first);
  const std::uint32_t end = number_before(last);
  const std::uint32_t drawn_first = begin / kUnit * kUnit;
  ConnectionRows drawn;
  if (begin != end) {
    drawn_->draw(drawn_first, std::min(drawn_targets_, (end + kUnit - 1) / kUnit * kUnit), drawn);
  }
  rows.offsets.assign(1, 0);
  rows.sources.clear();
  std::uint32_t next = begin;
  for (std::uint32_t target = first; target < last; ++target) {
    if (next < end && (targets_.empty() || targets_[next] == target)) {
      const std::size_t row = next++ - drawn_first;
      for (std::uint64_t i = drawn.offsets[row]; i < drawn.offsets[row + 1]; ++i) {
        const std::uint32_t source = drawn.sources[i];
        rows.sources.push_back(sources_.empty() ? source : sources_[source]);
      }
    }
    rows.offsets.push_back(rows.sources.size());
  }
}

std::span<const ExplicitList::Connection> SelectedRows::explicit_connections(
    std::uint32_t first, std::uint32_t last) const {
  return drawn_->explicit_connections(number_before(first), number_before(last));
}

}  // namespace engram
