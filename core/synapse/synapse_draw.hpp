#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/network/model_descriptor.hpp"
#include "core/synapse/connectome.hpp"
#include "core/synapse/draw_range.hpp"

namespace engram {

/// The synapses of one projection onto one target.
struct DrawnSynapses {
  std::size_t projection = 0;
  std::uint32_t target_slot = 0;
  std::uint32_t first_source = 0;          ///< id of the source population's first neuron
  std::span<const std::uint32_t> sources;  ///< within the source population
  std::span<const std::uint32_t> delays;   ///< keys (DelayPlan)
  std::span<const Tick> own_delays;        ///< ticks, where synapses have their own; else empty
  std::span<const double> weights;         ///< pA, mV; empty unless asked for
};

/// Draws all synapses onto one partition, target by target in ascending slots, any number of times
/// and the same each time; only the present targets are kept.
class SynapseDraw {
 public:
  SynapseDraw(const Network& network, const Partitioning& partitioning,
              const std::vector<ProjectionDraw>& draws, const DelayPlan& plan,
              const PartitionLayout& layout)
      : network_(network),
        partitioning_(partitioning),
        draws_(draws),
        plan_(plan),
        layout_(layout) {}

  /// Draws the synapses of this projection alone.
  void restrict_to(std::size_t projection) { only_ = projection; }

  /// Calls `visit(DrawnSynapses)` for every pair of projection and target that has synapses.
  /// `on_targets(n)` is called after every n targets and returns whether to go on.
  template <class Visit, class OnTargets>
  void for_each(bool with_weights, Visit&& visit, OnTargets&& on_targets) {
    for (const Slice& slice : layout_.slices) {
      const std::uint32_t at_once = targets_at_once(network_, slice.population);
      for (std::uint32_t first = slice.first, end = slice.first + slice.count; first < end;) {
        const std::uint32_t last = first + std::min(end - first, at_once);
        for (std::size_t p = 0; p < draws_.size(); ++p) {
          if (network_.projections[p].target != slice.population) continue;
          if (only_.value_or(p) != p) continue;
          draws_[p].connections.draw(first, last, rows_);
          for (std::uint32_t target = first; target < last; ++target) {
            visit_target(p, target, target - first, slice, with_weights, visit);
          }
        }
        if (!on_targets(last - first)) return;
        first = last;
      }
    }
  }

 private:
  template <class Visit>
  void visit_target(std::size_t p, std::uint32_t target, std::uint32_t row, const Slice& slice,
                    bool with_weights, Visit&& visit) {
    const auto begin = rows_.offsets[row];
    const auto n = static_cast<std::uint32_t>(rows_.offsets[row + 1] - begin);
    if (n == 0) return;
    if (values_.size() < n) {
      values_.resize(n);
      delays_.resize(n);
      own_delays_.resize(n);
    }
    const std::span<double> values(values_.data(), n);
    draw_delays(p, target, values);
    if (with_weights) draw_weights(p, target, values);
    visit(DrawnSynapses{.projection = p,
                        .target_slot = slice.slot + target - slice.first,
                        .first_source = partitioning_.first_id[network_.projections[p].source],
                        .sources = {rows_.sources.data() + begin, n},
                        .delays = {delays_.data(), n},
                        .own_delays = {own_delays_.data(), plan_.own(p) ? n : 0},
                        .weights = with_weights ? values : std::span<double>{}});
  }

  void draw_delays(std::size_t p, std::uint32_t target, std::span<double> values) {
    const ProjectionDraw& draw = draws_[p];
    if (is_explicit(p)) {
      const auto list = draw.connections.explicit_connections(target, target + 1);
      std::ranges::transform(list, values.begin(), &ExplicitList::Connection::delay);
    } else if (draw.delays.is_constant()) {
      std::fill_n(delays_.begin(), values.size(), plan_.key(p, draw.delays.max_value()));
      return;
    } else {
      draw.delays.draw(draw.delay_key, target, 0, values);
    }
    for (std::size_t i = 0; i < values.size(); ++i) delays_[i] = plan_.key(p, values[i]);
    if (!plan_.own(p)) return;
    for (std::size_t i = 0; i < values.size(); ++i) own_delays_[i] = plan_.ticks(p, values[i]);
  }

  void draw_weights(std::size_t p, std::uint32_t target, std::span<double> values) {
    const ProjectionDraw& draw = draws_[p];
    if (is_explicit(p)) {
      const auto list = draw.connections.explicit_connections(target, target + 1);
      std::ranges::transform(list, values.begin(), &ExplicitList::Connection::weight);
    } else if (draw.weights.is_constant()) {
      std::ranges::fill(values, draw.weights.max_value());
    } else {
      draw.weights.draw(draw.weight_key, target, 0, values);
    }
  }

  bool is_explicit(std::size_t p) const {
    return std::holds_alternative<ExplicitList>(network_.projections[p].rule);
  }

  const Network& network_;
  const Partitioning& partitioning_;
  const std::vector<ProjectionDraw>& draws_;
  const DelayPlan& plan_;
  const PartitionLayout& layout_;
  std::optional<std::size_t> only_;
  ConnectionRows rows_;
  std::vector<double> values_;
  std::vector<std::uint32_t> delays_;
  std::vector<Tick> own_delays_;
};

}  // namespace engram
