#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The envelope of a record: a delimited protobuf message Frame{crc32c, body}. Its bytes are fully
// determined by the body, so any changed bit of them shows.

namespace engram {

/// Longest body that is written or read. A file's length fields are trusted no further.
inline constexpr std::uint64_t kMaxBodyBytes = std::uint64_t{1} << 28;

/// Most bytes that come before the rest of a frame can be sized up: its length.
inline constexpr std::size_t kMaxFramePrefix = 5;

/// Length of the frame around a body of `body_bytes`.
std::uint64_t frame_bytes(std::uint64_t body_bytes);

/// The frame, length included.
std::string encode_frame(std::string_view body);

/// The beginning of a frame.
struct FramePrefix {
  std::uint64_t bytes = 0;    ///< taken by the length
  std::uint64_t message = 0;  ///< bytes that follow
};

/// Reads the length; nothing if `bytes` end within it. Throws std::invalid_argument if it cannot
/// be the length of a frame.
std::optional<FramePrefix> decode_prefix(std::string_view bytes);

/// The body of a frame whose length has been taken off. Throws std::invalid_argument if there is
/// anything else but the two fields, or the checksum does not match.
std::string_view decode_frame(std::string_view message);

}  // namespace engram
