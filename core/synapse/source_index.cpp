#include "core/synapse/source_index.hpp"

#include <algorithm>

namespace engram {

SourceIndex::SourceIndex(std::span<const std::uint32_t> positions) {
  constexpr std::size_t kChunk = 65'536;
  for (std::size_t begin = 0; begin < positions.size(); begin += kChunk) {
    const auto chunk = positions.subspan(begin, std::min(kChunk, positions.size() - begin));
    const auto present = chunk.size() - std::ranges::count(chunk, kAbsent);
    Chunk entry{.begin = static_cast<std::uint32_t>(positions_.size()),
                .key_begin = static_cast<std::uint32_t>(keys_.size()),
                .size = static_cast<std::uint32_t>(present),
                .is_table = 3 * present >= 2 * chunk.size()};
    for (std::size_t i = 0; i < chunk.size(); ++i) {
      if (entry.is_table) {
        positions_.push_back(chunk[i]);
      } else if (chunk[i] != kAbsent) {
        positions_.push_back(chunk[i]);
        keys_.push_back(static_cast<std::uint16_t>(i));
      }
    }
    chunks_.push_back(entry);
  }
  positions_.shrink_to_fit();
  keys_.shrink_to_fit();
}

std::uint32_t SourceIndex::find_in_list(const Chunk& chunk, std::uint16_t low) const {
  const auto first = keys_.begin() + chunk.key_begin;
  const auto last = first + chunk.size;
  const auto found = std::lower_bound(first, last, low);
  if (found == last || *found != low) return kAbsent;
  return positions_[chunk.begin + static_cast<std::uint32_t>(found - first)];
}

}  // namespace engram
