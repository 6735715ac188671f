#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace engram {

/// `bytes` as one zstd frame.
std::string zstd_compressed(std::string_view bytes);

/// The inverse. Throws std::invalid_argument where `bytes` are no frame of at most `most` bytes
/// which says its size.
std::string zstd_decompressed(std::string_view bytes, std::size_t most);

}  // namespace engram
