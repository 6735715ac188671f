#pragma once

#include <memory>
#include <vector>

#include "core/engine/assembly.hpp"
#include "core/engine/partition_base.hpp"

namespace engram {

/// Makes the partitions of a network on the continuous clock, as `assemble` does for the grid.
std::vector<std::unique_ptr<PartitionBase>> assemble_continuous(const Assembly& assembly);

}  // namespace engram
