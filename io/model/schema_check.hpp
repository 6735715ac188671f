#pragma once

#include <string>
#include <vector>

#include "core/registry/model_registry.hpp"

namespace engram {

/// The differences between the schema of model files and the descriptors of a registry, one line
/// each: of every model and device that has a message, parameters by name, kind, unit, range and
/// whether they are required; and messages of models that the registry lacks.
std::vector<std::string> schema_disagreements(const ModelRegistry& registry);

}  // namespace engram
