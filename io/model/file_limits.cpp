#include "io/model/file_limits.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/memory.hpp"

namespace engram {

std::uint64_t neurons_explained_by(std::uint64_t file_bytes) {
  constexpr std::uint64_t kAlways = 1'000'000;
  constexpr std::uint64_t kPerByte = 16;
  return std::clamp(file_bytes * kPerByte, kAlways, kMaxNeuronsOfFile);
}

void require_train_memory(std::uint64_t neurons, const std::string& path) {
  // An empty list each; twice while lists grow or change their form.
  constexpr double kBytesPerTrain = 2 * 24 + 24;
  const double needed = kBytesPerTrain * static_cast<double>(neurons);
  const auto available = static_cast<double>(available_memory_bytes());
  if (needed <= available) return;
  throw UserError(fmt::format(
      "{}: {} spike trains need about {:.1f} GB of memory; {:.1f} GB are available: make "
      "the population smaller, or use a larger machine",
      path, neurons, needed / 1e9, available / 1e9));
}

}  // namespace engram
