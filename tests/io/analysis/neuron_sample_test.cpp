#include "io/analysis/neuron_sample.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

namespace engram {
namespace {

std::vector<std::uint32_t> every_third(std::uint32_t count) {
  std::vector<std::uint32_t> numbers(count);
  for (std::uint32_t i = 0; i < count; ++i) numbers[i] = 3 * i;
  return numbers;
}

TEST_CASE("a sample is a part of the candidates, ascending and the same again") {
  REQUIRE(rc::check("sample", [] {
    const auto candidates = every_third(*rc::gen::inRange(0u, 60u));
    const auto size = *rc::gen::inRange(0u, 60u);
    const auto key = philox_key(*rc::gen::arbitrary<std::uint64_t>(), Purpose::kAnalysis, 3);
    const auto sample = draw_sample(candidates, size, key);
    RC_ASSERT(sample.size() == std::min<std::size_t>(size, candidates.size()));
    RC_ASSERT(std::ranges::includes(candidates, sample));
    RC_ASSERT(std::ranges::adjacent_find(sample, std::ranges::greater_equal{}) == sample.end());
    RC_ASSERT(sample == draw_sample(candidates, size, key));
  }));
}

TEST_CASE("every candidate is as likely as any other") {
  constexpr std::uint32_t kCandidates = 10;
  constexpr std::uint32_t kSize = 4;
  constexpr std::uint32_t kDraws = 20'000;
  std::vector<double> drawn(3 * kCandidates, 0);
  for (std::uint32_t seed = 0; seed < kDraws; ++seed) {
    const auto key = philox_key(seed, Purpose::kAnalysis, 0);
    for (const auto i : draw_sample(every_third(kCandidates), kSize, key)) ++drawn[i];
  }
  const double expected = double{kDraws} * kSize / kCandidates;
  double chi_square = 0;
  for (const auto i : every_third(kCandidates)) {
    chi_square += (drawn[i] - expected) * (drawn[i] - expected) / expected;
  }
  // Nine degrees of freedom, each count's variance less by the share that is not drawn (0.6):
  // exceeded once in a million.
  CHECK(chi_square / 0.6 < 46);
}

}  // namespace
}  // namespace engram
