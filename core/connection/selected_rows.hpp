#pragma once

#include <memory>
#include <vector>

#include "core/connection/row_drawer.hpp"

namespace engram {

/// A rule between some neurons of two populations: drawn between these, as if they were all, and
/// numbered as in their populations.
class SelectedRows final : public RowDrawer {
 public:
  /// `sources` and `targets` are ascending; where one is empty it is all of the population.
  SelectedRows(std::unique_ptr<const RowDrawer> drawn, std::uint32_t drawn_targets,
               std::vector<std::uint32_t> sources, std::vector<std::uint32_t> targets);

  std::uint64_t total() const override { return drawn_->total(); }
  double expected_total() const override { return drawn_->expected_total(); }
  std::uint64_t max_in_degree() const override { return drawn_->max_in_degree(); }
  void draw(std::uint32_t first, std::uint32_t last, ConnectionRows& rows) const override;
  std::span<const ExplicitList::Connection> explicit_connections(std::uint32_t first,
                                                                 std::uint32_t last) const override;

 private:
  /// How many of the chosen targets come before a target of the population.
  std::uint32_t number_before(std::uint32_t target) const;

  std::unique_ptr<const RowDrawer> drawn_;
  std::uint32_t drawn_targets_;
  std::vector<std::uint32_t> sources_;
  std::vector<std::uint32_t> targets_;
};

}  // namespace engram
