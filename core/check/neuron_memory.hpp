#pragma once

#include "core/network/network.hpp"

namespace engram {

/// Bytes that the neurons of a population take while running, their statistics and what wakes them
/// included, and the trains that sources hold.
double bytes_of_neurons(const Network& network, PopulationIndex population, bool sleeps);

/// Bytes of the state of all drives; on the grid they have none.
double bytes_of_drives(const Network& network);

/// Bytes of the lists of synapses and of spikes in the network itself.
double bytes_of_lists(const Network& network);

}  // namespace engram
