#pragma once

#include <string>
#include <vector>

#include "core/network/network.hpp"

namespace engram {

/// The name of each projection: its own or, where it has none, "SOURCE -> TARGET" by the names of
/// its populations. The second of several that would be the same gets " #2", and so on.
std::vector<std::string> projection_names(const Network& network);

}  // namespace engram
