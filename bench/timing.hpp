#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

// What programs that measure times have in common.

namespace engram {

inline double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Of at least one value; the greater of the two in the middle.
inline double median(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

}  // namespace engram
