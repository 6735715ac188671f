#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

#include "core/base/huge_array.hpp"
#include "core/network/network.hpp"
#include "core/partitioning/partitioning.hpp"
#include "core/synapse/source_index.hpp"
#include "core/synapse/synapse_classes.hpp"
#include "core/synapse/synapse_stream.hpp"

namespace engram {

/// All synapses onto the neurons of one partition.
struct IncomingSynapses {
  static constexpr Tick kUnreachable = std::numeric_limits<Tick>::max();

  HugeArray<std::uint32_t> stream;
  HugeArray<std::uint32_t> plastic;  ///< blocks with their weights as drawn; see take_plastic
  std::uint64_t plastic_words = 0;   ///< what they take
  TargetWidth width = TargetWidth::k16;
  SourceIndex index;
  std::uint64_t count = 0;
  std::uint32_t max_delay = 0;  ///< greatest key (DelayPlan); on the grid, steps
  /// Least delay, in steps of the clock, of a synapse from each partition; kUnreachable where there
  /// is none.
  std::vector<Tick> least_delay_from;
  Tick longest_delay = 0;  ///< steps of the clock

  /// A walk over the synapses from neuron `source` onto this partition.
  SynapseCursor synapses_of(std::uint32_t source, const std::vector<SynapseClass>& classes) const {
    const std::uint32_t position = index.find(source);
    return {position == SourceIndex::kAbsent ? nullptr : stream.data() + position, width, &classes};
  }
};

/// The network's neurons and synapses as they lie in memory.
struct Connectome {
  Partitioning partitioning;
  SynapseClasses classes;
  std::vector<IncomingSynapses> incoming;  ///< by partition

  std::vector<std::uint64_t> synapses_of_projection;

  /// Steps of the clock.
  Tick longest_delay() const {
    Tick longest = 0;
    for (const IncomingSynapses& in : incoming) longest = std::max(longest, in.longest_delay);
    return longest;
  }

  /// Whether any weight may change.
  bool any_plastic() const {
    return std::ranges::any_of(classes.classes,
                               [](const SynapseClass& c) { return c.plastic != 0; });
  }

  std::uint64_t synapse_count() const {
    std::uint64_t sum = 0;
    for (const IncomingSynapses& in : incoming) sum += in.count;
    return sum;
  }
};

/// Lays out the synapses onto every partition of a connectome of which all else is there already,
/// on `threads` threads, which call `take(partition, synapses)`. `on_progress`: as below.
void build_incoming(const Network& network, const std::vector<ProjectionDraw>& draws,
                    const Connectome& connectome, unsigned threads,
                    const std::function<void(std::size_t, IncomingSynapses&&)>& take,
                    const std::function<void(double)>& on_progress = {});

/// Draws all connections on `threads` threads. `on_progress` is called from any of them with the
/// fraction done. Throws UserError.
Connectome build_connectome(const Network& network, Partitioning partitioning, unsigned threads,
                            const std::function<void(double)>& on_progress = {});

}  // namespace engram
