#pragma once

#include "io/model/source_map.hpp"

namespace engram::v1 {
class Model;
}

namespace engram {

/// Completes the populations and projections of a model by the types that they name: what one does
/// not say it takes from its type, a field at a time, the parameters of a neuron model one by one.
/// A type may itself be of an earlier type. Throws UserError.
void apply_types(v1::Model& model, SourceMap& map);

}  // namespace engram
