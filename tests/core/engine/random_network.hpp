#pragma once

#include <cstdint>

#include "core/network/network.hpp"

namespace engram::test {

/// A small network of populations, projections and devices of all kinds, with delays from one step
/// to more than a run header can bridge; a function of `seed`. At least one population fires by
/// chance, and populations are large enough to be cut into several partitions.
Network random_network(std::uint64_t seed);

/// The same on the continuous clock, with what exists there only; many events are simultaneous.
Network random_continuous_network(std::uint64_t seed);

}  // namespace engram::test
