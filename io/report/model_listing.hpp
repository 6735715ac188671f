#pragma once

#include <string>

#include "core/registry/model_registry.hpp"

// What `engram models` prints.

namespace engram {

/// All models and devices, a line each or, where `name` is not empty, all that is known of that
/// one. Throws UserError where there is none of that name.
std::string models_as_text(const ModelRegistry& registry, const std::string& name = {});

/// The same as JSON: an object with the lists `models` and `devices`, or the object of one.
std::string models_as_json(const ModelRegistry& registry, const std::string& name = {});

}  // namespace engram
