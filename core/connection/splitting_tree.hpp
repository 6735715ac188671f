#pragma once

#include <bit>
#include <cstdint>

#include "core/random/binomial.hpp"
#include "core/random/hypergeometric.hpp"

namespace engram {

/// A node of the fixed binary tree over the targets of a projection: a range of them. The left
/// child takes the largest power of two that leaves something for the right one, so that almost all
/// splits are even, and every range of at most 64 that begins at a multiple of 64 is a node.
struct TargetNode {
  std::uint32_t first = 0;
  std::uint32_t last = 0;  ///< the first target beyond

  std::uint32_t size() const { return last - first; }
  std::uint32_t middle() const { return first + std::bit_floor(size() - 1); }
  TargetNode left() const { return {first, middle()}; }
  TargetNode right() const { return {middle(), last}; }
  std::uint64_t id() const { return std::uint64_t{first} << 32 | last; }
};

/// How many of `count` synapses that fall on two ranges go to the left one, where a synapse may
/// take any of `left` places there and `right` places in the other; each place once only, if
/// `distinct`.
inline std::uint64_t split(DrawSequence sequence, std::uint64_t count, std::uint64_t left,
                           std::uint64_t right, bool distinct) {
  if (distinct) return hypergeometric(sequence, count, left, right);
  return binomial(sequence, count, static_cast<double>(left) / static_cast<double>(left + right));
}

}  // namespace engram
