#pragma once

#include <string>
#include <string_view>

// Fields of CSV tables, as errors name them.

namespace engram {

/// A field in quotes, cut where it is long.
std::string shown_field(std::string_view field);

/// A hint to add to an error about a field that seems to hold several; else nothing.
std::string_view hint_about_field(std::string_view field);

}  // namespace engram
