#pragma once

#include "core/network/network.hpp"
#include "io/model/source_map.hpp"

namespace engram {

/// Checks a complete model against the definition of its fields: required fields are there, of each
/// choice one is made, times lie on the clock. Leaves types out. Throws UserError.
void check_fields(const google::protobuf::Message& model, const SourceMap& map, const Clock& clock);

}  // namespace engram
