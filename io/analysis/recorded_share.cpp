#include "io/analysis/recorded_share.hpp"

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace engram {

std::string recorded_share(std::uint64_t recorded, std::uint64_t neurons) {
  if (recorded == 0) return "not recorded";
  return recorded == neurons ? "all" : fmt::format("{} of {}", recorded, neurons);
}

std::string recorded_label(std::string_view name, std::uint64_t recorded, std::uint64_t neurons) {
  if (recorded == neurons) return printable(name);
  return fmt::format("{} ({})", printable(name), recorded_share(recorded, neurons));
}

}  // namespace engram
