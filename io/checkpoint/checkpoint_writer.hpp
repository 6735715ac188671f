#pragma once

#include <string>

#include "core/engine/simulation_state.hpp"
#include "io/checkpoint/checkpoint_header.hpp"

namespace engram {

/// Writes a checkpoint beside `path` and puts it there, as `save_checkpoint` explains; throws as it
/// does. `state` is that of the populations of `header`.
void write_checkpoint(const std::string& path, const CheckpointHeader& header,
                      const SimulationState& state);

}  // namespace engram
