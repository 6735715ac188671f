#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/engine/built_network.hpp"
#include "core/engine/simulation_state.hpp"
#include "core/partitioning/slot_ids.hpp"
#include "core/synapse/plastic_stores.hpp"

namespace engram {

/// The plastic synapses of one simulation: what changes of them, in blocks by partition. Partitions
/// use their blocks while they run; all functions here are for control points.
///
/// The synapses of a projection are in the order of `synapse_columns`.
class PlasticSynapses {
 public:
  /// As they are drawn, on `threads` threads. `built` must outlive this.
  PlasticSynapses(const BuiltNetwork& built, unsigned threads);

  /// As they are in `state`. Throws UserError where that is not of this network.
  PlasticSynapses(const BuiltNetwork& built, const SimulationState& state);

  PlasticSynapses(PlasticSynapses&&) = default;

  /// The store of each partition; valid as long as this, or that to which it was moved.
  std::span<std::uint32_t* const> stores() const { return blocks_; }

  /// Number of the synapses of a plastic projection.
  std::size_t size(std::size_t projection) const;

  /// The first of some weights that is not within the bounds of the projection, as its storage
  /// rounds them and it; their number if all are.
  std::size_t first_beyond_bounds(std::size_t projection, std::span<const double> weights) const;

  /// Their weights, in the unit of the receptor.
  std::vector<double> weights(std::size_t projection) const;

  /// Sets them, rounded to their storage. There is one for each synapse, within the bounds.
  void set_weights(std::size_t projection, std::span<const double> weights);

  /// Sets all last arrivals to 0, as before the first. Weights stay.
  void clear_arrivals();

  /// Adds them to a state that is complete otherwise.
  void save(SimulationState& state) const;

 private:
  struct Synapse;

  PlasticSynapses(const BuiltNetwork& built, PlasticStores stores);

  const SynapseClass& class_of(std::size_t projection) const;
  /// Any order; `source` is an id.
  template <class Visit>
  void for_each_of(std::uint32_t source, Visit&& visit) const;
  /// All from one population, or those of one projection: calls `visit(projection, source,
  /// synapse)`, `source` being an index in its population. Those of a projection are in the order
  /// of `synapse_columns`.
  template <class Visit>
  void for_each_synapse(PopulationIndex source, std::optional<std::size_t> only,
                        Visit&& visit) const;
  template <class Visit>
  void for_each_synapse(std::size_t projection, Visit&& visit) const;
  /// Populations from which plastic projections start.
  std::vector<PopulationIndex> sources() const;

  void save_weights(PopulationIndex source, PopulationState& state) const;
  void restore_weights(PopulationIndex source, const PopulationState& state);
  StateColumn last_spike_column(PopulationIndex source, const SimulationState& state) const;
  void restore_arrivals(PopulationIndex source, const SimulationState& state);

  const BuiltNetwork& built_;
  PlasticStores stores_;
  std::vector<std::uint32_t*> blocks_;  ///< by partition
  std::vector<SlotIds> ids_;            ///< by partition
};

}  // namespace engram
