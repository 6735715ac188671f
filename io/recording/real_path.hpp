#pragma once

#include <filesystem>
#include <string>

// Which file a path leads to, whether or not it exists yet.

namespace engram {

/// `path` as an absolute one without links, "." and "..": where the file lies, or where it would be
/// made. Links are followed even where they lead to nothing yet. Throws UserError where they lead
/// in a circle.
std::filesystem::path real_path(const std::filesystem::path& path);

/// The path to write to for the file that `path` names: what it leads to where it is a symbolic
/// link, which so stays one, else `path` itself. Throws as `real_path` does.
std::string write_path(const std::string& path);

/// Whether two paths lead to one file by whatever way: spelling, links of both kinds, folders that
/// are mounted twice. Throws as `real_path` does.
bool is_same_file(const std::string& a, const std::string& b);

}  // namespace engram
