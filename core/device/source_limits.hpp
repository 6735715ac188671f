#pragma once

#include <string>

#include "core/network/model_descriptor.hpp"
#include "core/network/place.hpp"
#include "core/network/rate_limit.hpp"

// How fast sources may fire: what a step can hold, and what can be computed at all. All throw
// UserError.

namespace engram {

inline constexpr double kMostAtOnce = 65'536;  ///< spikes of one neuron in one step of a grid

/// Sources of at most `rate` (Hz), as renewal processes with intervals of a gamma law of `shape`,
/// 1 for Poisson processes.
void check_source_rate(const PopulationContext& context, double rate, double shape,
                       const Place& place);

/// A bound of nearly all counts of this mean: twelve standard deviations.
double largest_count(double mean, double shape);

/// Refuses more than kMostAtOnce spikes of a neuron in one step: it would fire `count` times in
/// `step` ms, because of `field`.
void require_at_once(double count, const std::string& field, double step, const Place& place);

}  // namespace engram
