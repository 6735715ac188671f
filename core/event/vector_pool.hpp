#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <utility>
#include <vector>

namespace engram {

/// Storage for many vectors that fill and empty in turn. In all it is little more than they held at
/// their fullest moment, although each may once have been the largest; after that moment nothing is
/// allocated any more.
template <class T>
class VectorPool {
 public:
  /// The least capacity that is handed out.
  static constexpr std::size_t kLeast = 8;

  /// Gives a full vector more capacity.
  void grow(std::vector<T>& full) {
    const std::size_t rank = full.capacity() < kLeast ? 0 : rank_of(full) + 1;
    std::vector<T> larger = take(rank);
    larger.insert(larger.end(), full.begin(), full.end());
    full.swap(larger);
    give(std::move(larger));
  }

  /// Takes the storage of a vector whose content is no longer needed.
  void give(std::vector<T> vector) {
    if (vector.capacity() < kLeast) return;
    vector.clear();
    free_[rank_of(vector)].push_back(std::move(vector));
  }

 private:
  static constexpr unsigned kLog2Growth = 2;
  static constexpr std::size_t kRanks = 16;

  static std::size_t rank_of(const std::vector<T>& vector) {
    return static_cast<std::size_t>(std::bit_width(vector.capacity() / kLeast) - 1) / kLog2Growth;
  }

  std::vector<T> take(std::size_t rank) {
    std::vector<std::vector<T>>& free = free_[rank];
    std::vector<T> vector;
    if (free.empty()) {
      vector.reserve(kLeast << (kLog2Growth * rank));
    } else {
      vector.swap(free.back());
      free.pop_back();
    }
    return vector;
  }

  std::array<std::vector<std::vector<T>>, kRanks> free_;  ///< by capacity: kLeast 4^rank or more
};

}  // namespace engram
