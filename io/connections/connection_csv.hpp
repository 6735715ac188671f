#pragma once

#include <string>
#include <vector>

#include "io/connections/connection_file.hpp"

namespace engram {

/// As `write_connections`, whatever the path: lines source,target,weight,delay_ms after a header
/// with these names.
void write_connection_csv(const std::string& path, const SynapseColumns& columns);

/// As `read_connections`, whatever the path. The first line may be a header, which has these four
/// names in any order; comments (#) and empty lines are passed over.
std::vector<ExplicitList::Connection> read_connection_csv(const std::string& path,
                                                          const ConnectionFileRequest& request);

}  // namespace engram
