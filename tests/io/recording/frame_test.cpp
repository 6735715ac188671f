#include "io/recording/frame.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>

namespace engram {
namespace {

/// Whether `bytes` are exactly one frame.
bool is_frame(std::string_view bytes) {
  try {
    const auto prefix = decode_prefix(bytes);
    if (!prefix || prefix->bytes + prefix->message != bytes.size()) return false;
    decode_frame(bytes.substr(prefix->bytes));
    return true;
  } catch (const std::invalid_argument&) {
    return false;
  }
}

TEST_CASE("a frame carries the published check value of CRC-32C") {
  // Of "123456789" it is 0xe3069283 (RFC 3720 uses the same polynomial; catalogue of Cook).
  const std::string frame = encode_frame("123456789");
  CHECK(frame == std::string("\x10\x0d\x83\x92\x06\xe3\x12\x09") + "123456789");
}

TEST_CASE("frames of every length of length are taken apart again") {
  for (const std::size_t size : {1u, 119u, 120u, 127u, 128u, 16'370u, 16'384u, 2'097'151u}) {
    const std::string body(size, 'b');
    const std::string frame = encode_frame(body);
    CHECK(frame.size() == frame_bytes(size));
    const auto prefix = decode_prefix(frame);
    REQUIRE(prefix);
    CHECK(prefix->bytes + prefix->message == frame.size());
    CHECK(decode_frame(std::string_view(frame).substr(prefix->bytes)) == body);
  }
}

TEST_CASE("no bit of a frame can change unnoticed") {
  const std::string frame = encode_frame(std::string(200, 'b'));
  REQUIRE(is_frame(frame));
  for (std::size_t bit = 0; bit < 8 * frame.size(); ++bit) {
    std::string damaged = frame;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    CHECK_FALSE(is_frame(damaged));
  }
}

TEST_CASE("a length that ends early is told from one that is impossible") {
  CHECK_FALSE(decode_prefix(""));
  CHECK_FALSE(decode_prefix("\x80"));
  CHECK_THROWS_AS(decode_prefix(std::string_view("\0", 1)), std::invalid_argument);
  CHECK_THROWS_AS(decode_prefix("\xff\xff\xff\xff\xff"), std::invalid_argument);
  CHECK_THROWS_AS(decode_prefix("\xff\xff\xff\xff\x0f"), std::invalid_argument);
  CHECK_THROWS_AS(decode_prefix(std::string_view("\x90\0", 2)), std::invalid_argument);
}

}  // namespace
}  // namespace engram
