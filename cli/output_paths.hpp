#pragma once

#include <span>
#include <string>
#include <utility>

namespace engram {

/// A file that a command reads or writes, and what its user calls it.
using NamedPath = std::pair<std::string, std::string>;

/// Throws UserError where two of `paths` are the same file by whatever way; those left empty are
/// none. One of them would be lost.
void require_distinct(std::span<const NamedPath> paths);

}  // namespace engram
