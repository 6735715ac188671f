#pragma once

#include <string>
#include <utility>
#include <vector>

namespace engram {

/// What the user calls a file that a command reads or writes, and its path.
using NamedPath = std::pair<std::string, std::string>;

/// Throws UserError where an output would be written over an input or another output, by whatever
/// ways their paths lead to one file. Empty paths are ignored.
void require_distinct(const std::vector<NamedPath>& inputs, const std::vector<NamedPath>& outputs);

}  // namespace engram
