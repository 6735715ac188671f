#include "io/recording/zstd_bytes.hpp"

#include <zstd.h>

#include <stdexcept>

namespace engram {

std::string zstd_compressed(std::string_view bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size =
      ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), ZSTD_CLEVEL_DEFAULT);
  if (ZSTD_isError(size)) throw std::runtime_error(ZSTD_getErrorName(size));
  out.resize(size);
  return out;
}

std::string zstd_decompressed(std::string_view bytes, std::size_t most) {
  const auto declared = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (declared == ZSTD_CONTENTSIZE_UNKNOWN || declared == ZSTD_CONTENTSIZE_ERROR ||
      declared > most) {
    throw std::invalid_argument("bytes that are no zstd frame of a possible size");
  }
  std::string out(declared, '\0');
  const std::size_t size = ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(size) || size != declared) {
    throw std::invalid_argument("bytes that cannot be decompressed");
  }
  return out;
}

}  // namespace engram
