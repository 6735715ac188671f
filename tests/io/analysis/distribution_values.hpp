#pragma once

#include <cstddef>
#include <vector>

#include "io/analysis/empirical_distribution.hpp"

namespace engram::test {

/// All values, ascending.
inline std::vector<double> values_of(const EmpiricalDistribution& distribution) {
  std::vector<double> values;
  for (std::size_t i = 0; i < distribution.size(); ++i) values.push_back(distribution.value(i));
  return values;
}

}  // namespace engram::test
