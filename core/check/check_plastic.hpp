#pragma once

#include "core/network/network.hpp"
#include "core/network/place.hpp"

namespace engram {

/// Checks the bounds of a plastic projection, which is valid otherwise. Throws UserError.
void check_plastic(const Network& network, const Projection& projection, const Place& place);

}  // namespace engram
