#include "io/recording/frame_reader.hpp"

#include <array>

#include "io/recording/frame.hpp"

namespace engram {

std::optional<FrameReader::Frame> FrameReader::read(std::uint64_t offset) {
  std::array<char, kMaxFramePrefix> start{};
  const std::size_t available = file_.read_at(offset, start);
  const auto prefix = decode_prefix({start.data(), available});
  if (!prefix) return std::nullopt;
  const std::uint64_t begin = offset + prefix->bytes;
  if (begin > size_ || prefix->message > size_ - begin) return std::nullopt;
  buffer_.resize(prefix->message);
  if (file_.read_at(begin, buffer_) != buffer_.size()) return std::nullopt;
  return Frame{begin + prefix->message, decode_frame(buffer_)};
}

}  // namespace engram
