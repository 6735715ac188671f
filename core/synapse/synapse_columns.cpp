#include "core/synapse/synapse_columns.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>
#include <utility>

#include "core/synapse/synapse_draw.hpp"

namespace engram {
namespace {

/// What a weight is in the simulation: its storage rounds it.
double kept_weight(const SynapseClass& c, double weight) {
  constexpr TargetWidth kWidth = TargetWidth::k32;
  std::array<std::uint16_t, halves_per_synapse(WeightStorage::kF64, kWidth)> synapse{};
  SynapseClass plain = c;
  plain.own_delay = false;
  plain.plastic = 0;
  store_synapse(plain, kWidth, synapse.data(), 0, weight);
  return load_weight<kWidth>(plain, synapse.data());
}

/// Puts the synapses of each pair, which stand together, in the order of their delays.
void sort_by_delay(SynapseColumns& columns) {
  std::vector<std::pair<double, double>> of_pair;  // delay, weight
  for (std::size_t begin = 0, end; begin < columns.size(); begin = end) {
    for (end = begin + 1; end < columns.size() && columns.sources[end] == columns.sources[begin] &&
                          columns.targets[end] == columns.targets[begin];) {
      ++end;
    }
    if (end == begin + 1) continue;
    of_pair.clear();
    for (std::size_t i = begin; i < end; ++i) {
      of_pair.emplace_back(columns.delays[i], columns.weights[i]);
    }
    std::ranges::stable_sort(of_pair, {}, [](const auto& synapse) { return synapse.first; });
    for (std::size_t i = begin; i < end; ++i) {
      std::tie(columns.delays[i], columns.weights[i]) = of_pair[i - begin];
    }
  }
}

/// Draws the synapses of one projection as if one partition had all its targets.
class ColumnsOfProjection {
 public:
  ColumnsOfProjection(const Network& network, std::size_t projection)
      : network_(network),
        projection_(network.projections[projection]),
        index_(projection),
        draws_(prepare_projections(network, 1)),
        classes_(plan_synapses(network, draws_)) {
    std::uint64_t neurons = 0;
    for (const Population& population : network.populations) {
      partitioning_.first_id.push_back(static_cast<std::uint32_t>(neurons));
      neurons += population.size;
    }
    const auto targets = static_cast<std::uint32_t>(network.populations[projection_.target].size);
    layout_.slices.push_back({.population = projection_.target, .count = targets});
  }

  /// Twice: the synapses of a source are counted first, so that each is put where it belongs.
  SynapseColumns draw() {
    std::vector<std::uint64_t> next(network_.populations[projection_.source].size);
    for_each(false, [&](const DrawnSynapses& drawn) {
      for (const std::uint32_t source : drawn.sources) ++next[source];
    });
    std::exclusive_scan(next.begin(), next.end(), next.begin(), std::uint64_t{0});
    const std::uint64_t total = draws_[index_].connections.total();
    SynapseColumns columns;
    columns.sources.resize(total);
    columns.targets.resize(total);
    columns.weights.resize(total);
    columns.delays.resize(total);
    for_each(true, [&](const DrawnSynapses& drawn) {
      for (std::size_t i = 0; i < drawn.sources.size(); ++i) {
        const std::uint64_t at = next[drawn.sources[i]]++;
        columns.sources[at] = drawn.sources[i];
        columns.targets[at] = drawn.target_slot;
        columns.weights[at] = kept_weight(class_of(drawn.weights[i]), drawn.weights[i]);
        columns.delays[at] = delay_of(drawn, i);
      }
    });
    sort_by_delay(columns);
    return columns;
  }

 private:
  template <class Visit>
  void for_each(bool with_weights, Visit&& visit) {
    SynapseDraw draw(network_, partitioning_, draws_, classes_.delays, layout_);
    draw.restrict_to(index_);
    draw.for_each(with_weights, visit, [](std::uint32_t) { return true; });
  }

  const SynapseClass& class_of(double weight) const {
    const std::uint8_t receptor = ReceptorChoice(network_, projection_).of(weight);
    return classes_.classes[classes_.of_projection[index_][receptor]];
  }

  double delay_of(const DrawnSynapses& drawn, std::size_t i) const {
    const Tick steps =
        drawn.own_delays.empty() ? classes_.delays.steps(drawn.delays[i]) : drawn.own_delays[i];
    return ms_from_ticks(steps * network_.clock.step());
  }

  const Network& network_;
  const Projection& projection_;
  std::size_t index_;
  std::vector<ProjectionDraw> draws_;
  SynapseClasses classes_;
  Partitioning partitioning_;
  PartitionLayout layout_;
};

}  // namespace

SynapseColumns synapse_columns(const Network& network, std::size_t projection) {
  return ColumnsOfProjection(network, projection).draw();
}

std::vector<std::uint64_t> synapse_counts(const Network& network) {
  std::vector<std::uint64_t> counts;
  for (const ProjectionDraw& draw : prepare_projections(network, 1))
    counts.push_back(draw.connections.total());
  return counts;
}

}  // namespace engram
