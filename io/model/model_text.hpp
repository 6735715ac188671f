#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "io/model/source_map.hpp"

namespace engram {

/// The bytes of a file. Throws UserError where it cannot be read or is larger than 1 GiB.
std::string read_model_text(const std::filesystem::path& path);

/// Throws UserError where a text is larger than 1 GiB or has bytes that no text has, as images and
/// recordings do.
void check_is_text(std::string_view text, const SourceMap& map);

}  // namespace engram
