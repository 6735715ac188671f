#pragma once

#include "core/network/network.hpp"
#include "io/model/source_map.hpp"

namespace engram {

/// How far from a multiple of the step a time may be, in steps.
inline constexpr double kGridTolerance = 1e-6;

/// Whether the clock has such a time: on the grid multiples of the step, else any, which is rounded
/// to a tick.
bool is_on_clock(double ms, const Clock& clock);

/// Whether the nearest time of the clock is 0.
bool vanishes(double ms, const Clock& clock);

/// Checks what the definition of the fields asks of a model once it is complete: required fields
/// are there, of each choice one is made, times lie on the clock. Leaves types out. Throws
/// UserError.
void check_fields(const google::protobuf::Message& model, const SourceMap& map, const Clock& clock);

}  // namespace engram
