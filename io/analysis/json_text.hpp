#pragma once

#include <string>
#include <string_view>

namespace engram {

/// `text` as a JSON string, quotes included: UTF-8, with control characters (see is_control) as
/// JSON escapes. A byte that is no UTF-8 becomes the text \xff, since JSON cannot have it.
std::string json_string(std::string_view text);

}  // namespace engram
