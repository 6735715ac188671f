#include "io/analysis/neuron_sample.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace engram {
namespace {

// Uniform in [0, bound), bound > 0; off by less than bound / 2^64.
std::size_t draw_below(std::uint64_t bound, std::uint32_t draw, PhiloxKey key) {
  __extension__ using Wide = unsigned __int128;
  const PhiloxWords words = philox4x32({draw, 0, 0, 0}, key);
  const std::uint64_t uniform = std::uint64_t{words[0]} << 32 | words[1];
  return static_cast<std::size_t>(static_cast<Wide>(uniform) * bound >> 64);
}

}  // namespace

std::vector<std::uint32_t> draw_sample(std::vector<std::uint32_t> candidates, std::uint32_t size,
                                       PhiloxKey key) {
  if (candidates.size() > size) {
    // The first `size` steps of a Fisher-Yates shuffle.
    for (std::uint32_t i = 0; i < size; ++i) {
      std::swap(candidates[i], candidates[i + draw_below(candidates.size() - i, i, key)]);
    }
    candidates.resize(size);
  }
  std::sort(candidates.begin(), candidates.end());
  return candidates;
}

}  // namespace engram
