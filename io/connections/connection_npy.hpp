#pragma once

#include <string>
#include <vector>

#include "io/connections/connection_file.hpp"

namespace engram {

/// As `write_connections`, whatever the path: an array of format 1.0 with a row of 24 bytes for
/// each synapse, source and target as '<u4', weight and delay as '<f8'.
void write_connection_npy(const std::string& path, const SynapseColumns& columns);

/// As `read_connections`, whatever the path. The array has the four fields in any order, of
/// integers or floats; or is of float64 and shape (n, 4), its columns in that order.
std::vector<ExplicitList::Connection> read_connection_npy(const std::string& path,
                                                          const ConnectionFileRequest& request);

}  // namespace engram
