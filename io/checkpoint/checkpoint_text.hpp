#pragma once

#include <string>

#include "io/checkpoint/checkpoint.hpp"

namespace engram {

/// What `engram info` prints of a checkpoint: some lines, each ended by a newline.
std::string format_checkpoint(const Checkpoint& checkpoint);

}  // namespace engram
