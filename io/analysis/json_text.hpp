#pragma once

#include <string>
#include <string_view>

namespace engram {

/// `text` as a JSON string, quotes included. Bytes that are not printable ASCII and not part of a
/// longer UTF-8 sequence are escaped.
std::string json_string(std::string_view text);

}  // namespace engram
