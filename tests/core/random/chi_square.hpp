#pragma once

#include <boost/math/distributions/chi_squared.hpp>
#include <cstddef>
#include <span>

namespace engram::test {

/// The probability that counts drawn with the `expected` ones as means differ from them by as much
/// as the `observed` ones do (Pearson's chi-square test). Cells are taken together until each
/// expects 20 or more; both lists cover everything that may happen. Below 1e-4 a test should fail:
/// its seeds are fixed, so it fails always or never.
inline double chi_square_p_value(std::span<const double> observed,
                                 std::span<const double> expected) {
  double statistic = 0;
  int cells = 0;
  double observed_in_cell = 0;
  double expected_in_cell = 0;
  double expected_left = 0;
  for (const double e : expected) expected_left += e;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    observed_in_cell += observed[i];
    expected_in_cell += expected[i];
    expected_left -= expected[i];
    const bool is_last = i + 1 == expected.size();
    if (!is_last && (expected_in_cell < 20 || expected_left < 20)) continue;
    const double difference = observed_in_cell - expected_in_cell;
    statistic += difference * difference / expected_in_cell;
    ++cells;
    observed_in_cell = expected_in_cell = 0;
  }
  if (cells < 2) return 0;  // nothing to test
  return boost::math::cdf(boost::math::complement(boost::math::chi_squared(cells - 1), statistic));
}

}  // namespace engram::test
