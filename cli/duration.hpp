#pragma once

#include <string>

#include "core/base/clock.hpp"

namespace engram {

/// Reads a span of model time such as "10s" or "500ms", a number with its unit. Throws UserError
/// naming `option`.
Tick parse_duration(const std::string& option, const std::string& text);

/// The span must be a multiple of the clock's step, too.
Tick parse_duration(const std::string& option, const std::string& text, const Clock& clock);

/// As `parse_duration`, of a point in time: 0 is one.
Tick parse_time(const std::string& option, const std::string& text);

}  // namespace engram
