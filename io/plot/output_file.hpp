#pragma once

#include <string>
#include <string_view>

namespace engram {

/// Puts `bytes` under `path`, which then holds either all of them or what it held before: they are
/// written beside it and renamed. Throws UserError when the path cannot be written to,
/// EnvironmentError when the disk is full or fails.
void write_output(const std::string& path, std::string_view bytes);

/// Throws UserError, now rather than after long work, where `write_output` could not create `path`.
void check_output(const std::string& path);

}  // namespace engram
