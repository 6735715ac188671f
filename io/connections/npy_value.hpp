#pragma once

#include <cstdint>
#include <optional>

#include "io/connections/npy_header.hpp"

namespace engram {

/// How the numbers of one field are read from their bytes.
struct NpyValue {
  double (*real)(const char* bytes);  ///< the nearest double
  /// Nothing where it is negative, not whole, or 2^32 or more.
  std::optional<std::uint32_t> (*index)(const char* bytes);
};

/// Of a field of integers or floats.
NpyValue npy_value(const NpyField& field);

}  // namespace engram
