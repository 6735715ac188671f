#pragma once

#include "core/base/time.hpp"
#include "io/model/source_map.hpp"

namespace engram {

/// Whether a time is a multiple of the step.
bool is_on_grid(double ms, Tick step);

/// Checks what the definition of the fields asks of a model once it is complete: required fields
/// are there, of each choice one is made, times lie on the grid. Leaves types out. Throws
/// UserError.
void check_fields(const google::protobuf::Message& model, const SourceMap& map, Tick step);

}  // namespace engram
