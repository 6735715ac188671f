#include "cli/output_paths.hpp"

#include <cstddef>

#include "core/base/error.hpp"
#include "io/recording/real_path.hpp"

namespace engram {
namespace {

void require_distinct(const NamedPath& one, const NamedPath& output) {
  if (one.second.empty() || output.second.empty()) return;
  if (!is_same_file(one.second, output.second)) return;
  throw UserError(output.second + ": is " + one.first + " and " + output.first +
                  " at once, and one would be lost; give each a path of its own");
}

}  // namespace

void require_distinct(const std::vector<NamedPath>& inputs, const std::vector<NamedPath>& outputs) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    for (const NamedPath& input : inputs) require_distinct(input, outputs[i]);
    for (std::size_t k = 0; k < i; ++k) require_distinct(outputs[k], outputs[i]);
  }
}

}  // namespace engram
