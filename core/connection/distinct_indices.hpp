#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/random/philox.hpp"

namespace engram {

/// Draws sets of distinct indices. Holds working memory of one bit an index: one object serves many
/// draws, each of which leaves it as it was.
class DistinctIndices {
 public:
  /// For indices on [0, size).
  explicit DistinctIndices(std::uint32_t size) : taken_((std::uint64_t{size} + 63) / 64) {}

  /// Fills `out` with distinct indices on [0, n), all sets being equally likely; a function of
  /// (key, entity, n, out.size()). Needs out.size() <= n <= size.
  void draw(PhiloxKey key, std::uint32_t entity, std::uint32_t n, std::span<std::uint32_t> out);

 private:
  void draw_few(PhiloxKey key, std::uint32_t entity, std::uint32_t n, std::span<std::uint32_t> out);
  void draw_many(PhiloxKey key, std::uint32_t entity, std::uint32_t n,
                 std::span<std::uint32_t> out);
  bool take(std::uint32_t index);

  std::vector<std::uint64_t> taken_;  ///< one bit an index; all zero between draws
  std::vector<std::uint32_t> left_out_;
};

}  // namespace engram
