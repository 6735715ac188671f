#pragma once

#include <vector>

#include "core/network/network.hpp"

namespace engram {

/// Mean rates (Hz) of the neurons of each population as a mean-field guess from the model alone:
/// populations are switched on until no further one would reach its threshold.
std::vector<double> guessed_rates(const Network& network);

}  // namespace engram
