#pragma once

#include <string>
#include <vector>

#include "core/registry/model_registry.hpp"

namespace engram {

/// Where the schema of model files and the descriptors of a registry do not say the same: of every
/// model and device that has a message, its parameters by name, kind, unit, range and whether they
/// have to be given; and models of the schema that the registry does not know. One line each.
std::vector<std::string> schema_disagreements(const ModelRegistry& registry);

}  // namespace engram
