#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/prefetch.hpp"

namespace engram {

/// Where each source's synapses begin in a partition's stream. Chunks of 65,536 sources are kept as
/// a table where most of them reach the partition, else as a sorted list of those that do (6 bytes
/// each): the index never outweighs the synapses.
class SourceIndex {
 public:
  static constexpr std::uint32_t kAbsent = 0xffffffff;

  SourceIndex() = default;

  /// From the word position of each source's first header; kAbsent for sources that do not reach
  /// here.
  explicit SourceIndex(std::span<const std::uint32_t> positions);

  /// Word position of the first header of `source`, or kAbsent.
  std::uint32_t find(std::uint32_t source) const {
    const Chunk& chunk = chunks_[source >> 16];
    const std::uint32_t low = source & 0xffff;
    if (chunk.is_table) return positions_[chunk.begin + low];
    return find_in_list(chunk, static_cast<std::uint16_t>(low));
  }

  /// Prefetches the memory that `find(source)` reads first.
  void prefetch_entry(std::uint32_t source) const {
    const Chunk& chunk = chunks_[source >> 16];
    if (chunk.is_table) prefetch(&positions_[chunk.begin + (source & 0xffff)]);
  }

  std::size_t bytes() const {
    return positions_.size() * sizeof(std::uint32_t) + keys_.size() * sizeof(std::uint16_t) +
           chunks_.size() * sizeof(Chunk);
  }

 private:
  struct Chunk {
    std::uint32_t begin = 0;      ///< in positions_
    std::uint32_t key_begin = 0;  ///< in keys_, for lists
    std::uint32_t size = 0;
    bool is_table = false;
  };
  std::uint32_t find_in_list(const Chunk& chunk, std::uint16_t low) const;

  std::vector<Chunk> chunks_;
  std::vector<std::uint32_t> positions_;
  std::vector<std::uint16_t> keys_;
};

}  // namespace engram
