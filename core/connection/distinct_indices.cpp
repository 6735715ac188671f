#include "core/connection/distinct_indices.hpp"

#include <cassert>

#include "core/random/draw.hpp"

namespace engram {

void DistinctIndices::draw(PhiloxKey key, std::uint32_t entity, std::uint32_t n,
                           std::span<std::uint32_t> out) {
  assert(out.size() <= n);
  if (out.size() <= n / 2) {
    draw_few(key, entity, n, out);
    for (const std::uint32_t index : out) taken_[index / 64] = 0;
  } else {
    draw_many(key, entity, n, out);
  }
}

/// Draws with repetition and drops what is there already: fewer than 1.4 draws an index for up to
/// half of them. Leaves the indices marked.
void DistinctIndices::draw_few(PhiloxKey key, std::uint32_t entity, std::uint32_t n,
                               std::span<std::uint32_t> out) {
  std::size_t kept = 0;
  std::uint32_t drawn = 0;
  while (kept < out.size()) {
    const std::span<std::uint32_t> rest = out.subspan(kept);
    draw_indices(key, entity, drawn, n, rest);
    drawn += static_cast<std::uint32_t>(rest.size());
    for (const std::uint32_t index : rest) {
      out[kept] = index;
      kept += take(index) ? 1 : 0;
    }
  }
}

/// Draws those to leave out; the others follow in ascending order.
void DistinctIndices::draw_many(PhiloxKey key, std::uint32_t entity, std::uint32_t n,
                                std::span<std::uint32_t> out) {
  left_out_.resize(n - out.size());
  draw_few(key, entity, n, left_out_);
  std::size_t kept = 0;
  for (std::uint32_t index = 0; index < n; ++index) {
    if ((taken_[index / 64] >> (index % 64) & 1) == 0) out[kept++] = index;
  }
  for (const std::uint32_t index : left_out_) taken_[index / 64] = 0;
}

/// Marks an index; false if it was marked before.
bool DistinctIndices::take(std::uint32_t index) {
  std::uint64_t& word = taken_[index / 64];
  const std::uint64_t bit = std::uint64_t{1} << (index % 64);
  const bool is_new = (word & bit) == 0;
  word |= bit;
  return is_new;
}

}  // namespace engram
