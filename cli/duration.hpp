#pragma once

#include <string>

#include "core/base/time.hpp"

namespace engram {

/// Reads a span of model time such as "10s", "500ms" or "250" (ms). Throws UserError naming
/// `option`.
Tick parse_duration(const std::string& option, const std::string& text);

/// As `parse_duration`, of a point in time: 0 is one.
Tick parse_time(const std::string& option, const std::string& text);

}  // namespace engram
