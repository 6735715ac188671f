#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "core/network/network.hpp"

namespace engram {

/// A line for each projection, or for that of one index: name, source, target, rule as model files
/// call it, and the number of synapses as drawn. The network is valid.
std::string projection_listing(const Network& network, std::optional<std::size_t> only = {});

}  // namespace engram
