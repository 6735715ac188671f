#pragma once

#include "core/check/place.hpp"
#include "core/network/network.hpp"

// Checks of what a network's populations and devices are. All throw UserError.

namespace engram {

void check_model(const Network& network, const Population& population, const Place& place);

/// The constant rate of a Poisson drive (Hz).
void check_poisson_rate(const Clock& clock, double rate, const Place& place);
void check_rate_profile(const Clock& clock, const RateProfile& rate, const Place& place);
/// Start and stop of sources or a device (ms).
void check_span(const Clock& clock, double start, double stop, const Place& place);

}  // namespace engram
