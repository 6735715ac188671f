#pragma once

#include "core/network/network.hpp"

namespace engram {

/// Checks everything that can be checked without building; throws UserError naming the
/// population, projection or device, what is wrong and what is valid.
void validate(const Network& network);

}  // namespace engram
