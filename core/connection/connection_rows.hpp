#pragma once

#include <cstdint>
#include <vector>

namespace engram {

/// The sources of consecutive targets, in compressed rows: those of the i-th target of the range
/// are sources[offsets[i]] to sources[offsets[i + 1] - 1].
struct ConnectionRows {
  std::vector<std::uint64_t> offsets;  ///< one more than there are targets
  std::vector<std::uint32_t> sources;
};

}  // namespace engram
