#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "io/model/source_map.hpp"

namespace engram {

/// The bytes of a file. Throws UserError where it cannot be read or is larger than 1 GiB.
std::string read_model_text(const std::filesystem::path& path);

/// Whether this is UTF-8 without control characters other than tab, line feed and carriage return.
bool is_text(std::string_view bytes);

/// `text` without the mark that some editors put before it.
std::string_view without_byte_order_mark(std::string_view text);

/// "UTF-16" or "UTF-32" where the bytes begin with its mark, else nothing.
std::string_view wide_encoding(std::string_view bytes);

/// Throws UserError where a text is larger than 1 GiB or has bytes that no text has, as images and
/// recordings do.
void check_is_text(std::string_view text, const SourceMap& map);

}  // namespace engram
