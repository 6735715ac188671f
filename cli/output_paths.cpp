#include "cli/output_paths.hpp"

#include <filesystem>
#include <system_error>

#include "core/base/error.hpp"

namespace engram {
namespace {

std::filesystem::path resolved(const std::string& path) {
  std::error_code error;
  const auto result = std::filesystem::weakly_canonical(path, error);
  return error ? std::filesystem::path(path) : result;
}

}  // namespace

void require_distinct(std::span<const NamedPath> paths) {
  for (std::size_t i = 0; i < paths.size(); ++i) {
    for (std::size_t k = i + 1; k < paths.size(); ++k) {
      if (paths[i].second.empty() || paths[k].second.empty()) continue;
      if (resolved(paths[i].second) != resolved(paths[k].second)) continue;
      throw UserError(paths[k].second + ": is " + paths[i].first + " and " + paths[k].first +
                      " at once, and one would be lost; give each a path of its own");
    }
  }
}

}  // namespace engram
