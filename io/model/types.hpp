#pragma once

#include "io/model/source_map.hpp"

namespace engram::v1 {
class Model;
}

namespace engram {

/// Completes the populations and projections of a model by the types that they name: fields that
/// one does not give are taken from its type, the parameters of a neuron model one by one. A type
/// may itself be of an earlier type. Throws UserError.
void apply_types(v1::Model& model, SourceMap& map);

}  // namespace engram
