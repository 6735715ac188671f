#pragma once

#include <string>

#include "core/base/time.hpp"

namespace engram {

/// `time` in ms as a decimal number without rounding; it must not be negative.
std::string exact_ms(Time time);

}  // namespace engram
