#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

namespace engram::test {

/// Whether draws may come from a continuous law, by Kolmogorov-Smirnov at a significance of 1e-4.
template <class Cdf>
bool fits(std::vector<double> draws, const Cdf& cdf) {
  std::ranges::sort(draws);
  const auto n = static_cast<double>(draws.size());
  double distance = draws.empty() ? 1e9 : 0;
  for (std::size_t i = 0; i < draws.size(); ++i) {
    const double p = cdf(draws[i]);
    const auto below = static_cast<double>(i);
    distance = std::max({distance, p - below / n, (below + 1) / n - p});
  }
  return distance * std::sqrt(std::max(n, 1.0)) < 2.225;
}

}  // namespace engram::test
