#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/connection/connection_drawer.hpp"
#include "core/network/network.hpp"
#include "core/random/draw.hpp"
#include "core/synapse/delay_plan.hpp"
#include "core/synapse/synapse_stream.hpp"

// How each projection's weights are stored, and the fixed-point scale of every input row. Both
// follow from the whole model, never from a partition's own draws, so that every partitioning adds
// up the same integers; both are chosen so that no sum can overflow.

namespace engram {

/// A projection ready to be drawn.
struct ProjectionDraw {
  ConnectionDrawer connections;
  Sampler weights;
  Sampler delays;
  PhiloxKey weight_key;
  PhiloxKey delay_key;
};

/// One for each projection of the network. Throws UserError where a rule is impossible.
std::vector<ProjectionDraw> prepare_projections(const Network& network, unsigned threads);

/// Weight (pA, mV) of one unit in the rows of a receptor; 0 where there is no such row.
struct ReceptorScale {
  double unit32 = 0;
  double unit64 = 0;
};

/// The kinds of synapses of a network, which of them each projection has, and the scale of every
/// input row.
struct SynapseClasses {
  std::vector<SynapseClass> classes;
  std::vector<std::vector<std::uint8_t>> of_projection;  ///< class by receptor of the target
  std::vector<std::vector<ReceptorScale>> scales;        ///< by population and receptor
  DelayPlan delays;
};

/// Whether 16 bits hold weights up to `largest` finely enough for those of magnitude `median`.
bool suits_w16(double largest, double median);

/// Throws UserError where the storage that a projection sets cannot hold its weights.
SynapseClasses plan_synapses(const Network& network, const std::vector<ProjectionDraw>& draws);

/// The most spikes that one neuron of each population can emit in one instant.
std::vector<double> spikes_per_instant(const Network& network,
                                       const std::vector<ProjectionDraw>& draws);

}  // namespace engram
