#include "io/recording/frame.hpp"

#include <boost/crc.hpp>
#include <cstring>
#include <stdexcept>

namespace engram {
namespace {

// Tags of recording.proto's Frame: field 1 as fixed32, field 2 as bytes.
constexpr char kCrcTag = 1 << 3 | 5;
constexpr char kBodyTag = 2 << 3 | 2;

/// Both tags and the checksum.
constexpr std::size_t kFixedBytes = 6;

std::uint32_t crc32c(std::string_view bytes) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

std::size_t varint_bytes(std::uint64_t value) {
  std::size_t n = 1;
  for (; value >= 0x80; value >>= 7) ++n;
  return n;
}

void append_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>((value & 0x7f) | 0x80));
  out.push_back(static_cast<char>(value));
}

/// Takes a varint of at most kMaxFramePrefix bytes, in its shortest form, off the front of `bytes`.
std::optional<std::uint64_t> take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < kMaxFramePrefix; ++i) {
    if (i == bytes.size()) return std::nullopt;
    const auto byte = static_cast<unsigned char>(bytes[i]);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << (7 * i);
    if (byte & 0x80) continue;
    if (byte == 0 && i != 0) break;
    bytes.remove_prefix(i + 1);
    return value;
  }
  throw std::invalid_argument("not the length of a record");
}

/// Length of a frame without its own length.
std::uint64_t message_bytes(std::uint64_t body_bytes) {
  return kFixedBytes + varint_bytes(body_bytes) + body_bytes;
}

}  // namespace

std::uint64_t frame_bytes(std::uint64_t body_bytes) {
  const std::uint64_t message = message_bytes(body_bytes);
  return varint_bytes(message) + message;
}

std::string encode_frame(std::string_view body) {
  std::string frame;
  frame.reserve(frame_bytes(body.size()));
  append_varint(frame, message_bytes(body.size()));
  frame.push_back(kCrcTag);
  const std::uint32_t crc = crc32c(body);
  for (int shift = 0; shift < 32; shift += 8) frame.push_back(static_cast<char>(crc >> shift));
  frame.push_back(kBodyTag);
  append_varint(frame, body.size());
  frame.append(body);
  return frame;
}

std::optional<FramePrefix> decode_prefix(std::string_view bytes) {
  std::string_view rest = bytes;
  const auto message = take_varint(rest);
  if (!message) return std::nullopt;
  if (*message <= kFixedBytes || *message > message_bytes(kMaxBodyBytes)) {
    throw std::invalid_argument("not the length of a record");
  }
  return FramePrefix{bytes.size() - rest.size(), *message};
}

std::string_view decode_frame(std::string_view message) {
  if (message.size() <= kFixedBytes || message[0] != kCrcTag || message[5] != kBodyTag) {
    throw std::invalid_argument("not a record");
  }
  std::uint32_t crc = 0;
  for (int i = 4; i >= 1; --i) crc = crc << 8 | static_cast<unsigned char>(message[i]);
  std::string_view body = message.substr(kFixedBytes);
  const auto size = take_varint(body);
  if (!size || *size != body.size()) throw std::invalid_argument("not a record");
  if (crc32c(body) != crc) throw std::invalid_argument("the checksum of the record does not match");
  return body;
}

}  // namespace engram
