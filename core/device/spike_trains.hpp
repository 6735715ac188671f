#pragma once

#include <vector>

#include "core/base/time.hpp"
#include "core/network/neuron_model.hpp"

namespace engram {

/// Sources that fire at given times (ms, each > 0, ascending; on the grid multiples of the step, on
/// the continuous clock any, to 2^-32 of a tick).
struct SpikeTrains {
  std::vector<std::vector<double>> times{};  ///< one list a neuron
  /// Instead of `times`, for times that a double of ms cannot represent.
  std::vector<std::vector<Time>> exact{};

  static const NeuronModelDescriptor& descriptor();
};

}  // namespace engram
