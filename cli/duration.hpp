#pragma once

#include <string>

#include "core/network/network.hpp"

namespace engram {

/// Reads a span of model time such as "10s" or "500ms", a number with its unit. Throws UserError
/// naming `option`.
Tick parse_duration(const std::string& option, const std::string& text);

/// As `parse_duration`, of a span between times of `clock`: a multiple of its step.
Tick parse_span(const std::string& option, const std::string& text, const Clock& clock);

/// Gives the network the duration of `--duration`: a multiple of its clock's step, and not too long
/// after its warm-up. Throws UserError.
void set_duration(const std::string& text, Network& network);

/// As `parse_duration`, of a point in time: 0 is one.
Tick parse_time(const std::string& option, const std::string& text);

}  // namespace engram
