#pragma once

#include "core/check/place.hpp"
#include "core/network/network.hpp"

// How fast neurons may fire by themselves: what a step can hold, and what can be computed at all.
// All throw UserError.

namespace engram {

inline constexpr double kMaxRate = 1e7;  ///< Hz, of one neuron or drive

/// Sources of at most `rate` (Hz), as renewal processes with intervals of a gamma law of `shape`,
/// 1 for Poisson processes.
void check_source_rate(const Network& network, const Population& population, double rate,
                       double shape, const Place& place);

/// Packets on a grid: how many spikes one neuron fires in a step.
void check_packets_on_grid(const Network& network, const PulsePackets& packets, const Place& place);

/// LIF neurons on the continuous clock under constant currents alone.
void check_own_firing(const Network& network, PopulationIndex population, const LifParameters& lif,
                      const Place& place);

/// Sources that fire all at once onto relays on a grid.
void check_volley_onto_relays(const Network& network, const Projection& projection,
                              const Place& place);

}  // namespace engram
