#include "core/random/poisson_law.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/random/double_double.hpp"

namespace engram {
namespace {

/// Relative to the most probable count; what is left out is far below the units of the table, as
/// beyond such a count the probabilities fall off at least geometrically.
constexpr double kNegligible = 0x1p-90;

/// Probabilities of the counts from `first` on, up to a common factor.
struct Weights {
  std::uint32_t first = 0;
  std::vector<DoubleDouble> of;
};

Weights weights_around_mode(double mean, std::uint32_t at_least) {
  const std::uint32_t start = std::max(static_cast<std::uint32_t>(mean), at_least);
  Weights weights{.first = start, .of = {}};
  for (DoubleDouble w{1, 0}; weights.first > at_least && w.high >= kNegligible;) {
    w = w * static_cast<double>(weights.first--) / mean;
    weights.of.push_back(w);
  }
  std::ranges::reverse(weights.of);
  double count = start;
  for (DoubleDouble w{1, 0}; w.high >= kNegligible; w = w * mean / ++count) weights.of.push_back(w);
  return weights;
}

/// 2^64 p to the nearest, p in [0, 1/2].
std::uint64_t in_units(DoubleDouble p) {
  const double whole = std::floor(p.high * 0x1p64);
  const double rest = std::floor((p.high * 0x1p64 - whole) + p.low * 0x1p64 + 0.5);
  return static_cast<std::uint64_t>(whole) +
         static_cast<std::uint64_t>(static_cast<std::int64_t>(rest));
}

}  // namespace

PoissonLaw make_poisson_law(double mean, std::uint32_t at_least) {
  constexpr std::uint64_t kEnd = std::numeric_limits<std::uint64_t>::max();
  const Weights weights = weights_around_mode(mean, at_least);
  DoubleDouble total;
  for (const DoubleDouble w : weights.of) total = total + w;
  PoissonLaw law{.first = weights.first, .last = {}};
  DoubleDouble sum;
  for (const DoubleDouble w : weights.of) {
    sum = sum + w;
    const DoubleDouble p = sum / total;
    if (p.high > 0.5) {
      law.last.push_back(kEnd - in_units({1 - p.high, -p.low}));
      if (law.last.back() == kEnd) break;
    } else if (const std::uint64_t units = in_units(p); units > 0) {
      law.last.push_back(units - 1);
    } else {
      ++law.first;
    }
  }
  return law;
}

}  // namespace engram
