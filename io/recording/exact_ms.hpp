#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/time.hpp"

namespace engram {

/// `time` in ms as a decimal number without rounding; it must not be negative.
std::string exact_ms(Time time);

/// The inverse of `exact_ms`: a decimal number of ms, such as 12.5 or 1.25e1, to the nearest
/// fraction of a tick. Nothing where the text is not a number, or is negative or beyond the range.
std::optional<Time> time_from_exact_ms(std::string_view text);

}  // namespace engram
