#pragma once

#include <span>
#include <vector>

#include "core/network/network.hpp"

namespace engram {

/// Spikes a ms of all neurons of each population at their expected peak: from the descriptors of
/// sources, and a guess for neurons that are driven.
std::vector<double> peak_rates(const Network& network);

/// Bytes of the spikes on their way, `reached[p]` being the mean number of partitions that a spike
/// of population p goes to.
double bytes_of_spikes(const Network& network, std::span<const double> rates,
                       std::span<const double> reached);

/// Bytes of the inputs that the continuous clock collects before neurons are carried on.
double bytes_of_inputs(const Network& network, std::span<const double> rates);

/// Bytes, at most, of what waits to be recorded.
double bytes_of_recording(const Network& network, std::span<const double> rates);

}  // namespace engram
