#include "core/random/poisson_alias.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace engram {
namespace {

constexpr std::uint64_t kColumn = std::uint64_t{1} << 60;
constexpr int kRefinedBits = 48;  // of the 60 of a column's share, all but those compared at once
constexpr std::uint8_t kSign = 0x80;

}  // namespace

PoissonAlias::PoissonAlias(double mean) : tail_(make_poisson_law(mean, kTail)) {
  constexpr std::uint64_t kEnd = std::numeric_limits<std::uint64_t>::max();
  const PoissonLaw law = make_poisson_law(mean);
  Shares probabilities{};
  std::uint64_t before = kEnd;  // one less than the probability of all counts below
  for (std::size_t k = 0; k < kTail && k < law.last.size(); ++k) {
    probabilities[k] = law.last[k] - before;
    before = law.last[k];
  }
  probabilities[kTail] = kEnd - before;
  fill_columns(probabilities);
}

/// Vose's algorithm in whole numbers: the probabilities sum to exactly 16 columns.
void PoissonAlias::fill_columns(Shares probabilities) {
  std::vector<std::uint8_t> small;
  std::vector<std::uint8_t> large;
  for (std::uint8_t k = 0; k < kColumns; ++k) {
    (probabilities[k] < kColumn ? small : large).push_back(k);
    own_[k] = 0;
    aliases_[k] = k;
  }
  while (!small.empty()) {
    const std::uint8_t k = small.back();
    const std::uint8_t alias = large.back();
    small.pop_back();
    own_[k] = probabilities[k];
    aliases_[k] = alias;
    probabilities[alias] -= kColumn - probabilities[k];
    if (probabilities[alias] < kColumn) {
      large.pop_back();
      small.push_back(alias);
    }
  }
  for (std::uint8_t k = 0; k < kColumns; ++k) {
    const auto compared = static_cast<std::uint32_t>(own_[k] >> kRefinedBits);
    thresholds_high_[k] = static_cast<std::uint8_t>(compared >> 4 ^ kSign);
    thresholds_low_[k] = static_cast<std::uint8_t>(((compared << 4 & 0xf0) | k) ^ kSign);
  }
}

std::uint32_t PoissonAlias::count(std::uint8_t high, std::uint8_t low,
                                  const PhiloxWords& further) const {
  const std::size_t column = low & 0xf;
  const std::uint64_t compared = std::uint64_t{(high ^ kSign) & 0xffu} << 4 | (low ^ kSign) >> 4;
  const std::uint64_t refined =
      (std::uint64_t{further[0]} << 32 | further[1]) >> (64 - kRefinedBits);
  const bool is_own = (compared << kRefinedBits | refined) < own_[column];
  const std::uint32_t count = is_own ? static_cast<std::uint32_t>(column) : aliases_[column];
  if (count != kTail) return count;
  const std::uint64_t u = std::uint64_t{further[2]} << 32 | further[3];
  return tail_.first +
         static_cast<std::uint32_t>(std::ranges::lower_bound(tail_.last, u) - tail_.last.begin());
}

}  // namespace engram
