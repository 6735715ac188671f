#include "core/synapse/source_index.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/support/twin_networks.hpp"

namespace engram::test {
namespace {

/// Positions of which the given share, chunk by chunk, is present.
std::vector<std::uint32_t> random_positions(Dice& dice, std::size_t size) {
  std::vector<std::uint32_t> positions(size);
  double share = 0;
  for (std::size_t i = 0; i < size; ++i) {
    if (i % 65'536 == 0) share = dice.one_of({0.0, 1e-4, 0.1, 0.66, 0.67, 1.0});
    positions[i] =
        dice.real(0, 1) < share ? static_cast<std::uint32_t>(3 * i) : SourceIndex::kAbsent;
  }
  return positions;
}

}  // namespace

TEST_CASE("the index finds every source that reaches the partition and no other") {
  Dice dice(11);
  for (const std::size_t size : {1u, 63u, 65'535u, 65'536u, 65'537u, 400'000u}) {
    for (int trial = 0; trial < 3; ++trial) {
      const std::vector<std::uint32_t> positions = random_positions(dice, size);
      const SourceIndex index(positions);
      bool same = true;
      for (std::uint32_t i = 0; i < size; ++i) same = same && index.find(i) == positions[i];
      CAPTURE(size, trial);
      CHECK(same);
    }
  }
}

TEST_CASE("the index takes six bytes a source that is present, and a trifle") {
  Dice dice(12);
  for (const std::size_t size : {1u, 1'000u, 65'536u, 1'000'000u}) {
    for (int trial = 0; trial < 5; ++trial) {
      const std::vector<std::uint32_t> positions = random_positions(dice, size);
      const auto absent = std::ranges::count(positions, SourceIndex::kAbsent);
      const std::size_t present = size - static_cast<std::size_t>(absent);
      CHECK(SourceIndex(positions).bytes() <= 6 * present + 16 * (size / 65'536 + 1));
    }
  }
}

}  // namespace engram::test
