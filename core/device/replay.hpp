#pragma once

#include <vector>

#include "core/base/time.hpp"
#include "core/network/neuron_model.hpp"

namespace engram {

/// Sources that fire at exact times, such as a recording holds (each later than 0, ascending; on
/// the grid multiples of the step).
struct Replay {
  std::vector<std::vector<Time>> times{};  ///< one list a neuron

  static const NeuronModelDescriptor& descriptor();
};

}  // namespace engram
