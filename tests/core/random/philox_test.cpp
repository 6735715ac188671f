#include <Random123/philox.h>
#include <rapidcheck.h>

#include <bit>
#include <catch2/catch.hpp>

#undef philox4x32  // a macro of Random123's
#include "core/random/philox.hpp"

namespace engram {
namespace {

// Random123's kat_vectors.
TEST_CASE("Philox4x32-10 gives the known answers of its authors") {
  CHECK(philox4x32({0, 0, 0, 0}, {0, 0}) ==
        PhiloxWords{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox4x32({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
        PhiloxWords{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        PhiloxWords{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("Philox4x32-10 is Random123's") {
  CHECK(rc::check([](PhiloxCounter c, std::uint32_t k0, std::uint32_t k1) {
    const auto expected = r123::Philox4x32()({{c[0], c[1], c[2], c[3]}}, {{k0, k1}});
    RC_ASSERT(philox4x32(c, {k0, k1}) ==
              (PhiloxWords{expected[0], expected[1], expected[2], expected[3]}));
  }));
}

TEST_CASE("a change of seed, purpose or entity moves about half of the bits of a key") {
  const PhiloxKey base = philox_key(1, Purpose::kWeight, 1);
  const auto moved = [&](PhiloxKey key) {
    return std::popcount(key.k0 ^ base.k0) + std::popcount(key.k1 ^ base.k1);
  };
  for (const PhiloxKey key : {philox_key(2, Purpose::kWeight, 1), philox_key(1, Purpose::kDelay, 1),
                              philox_key(1, Purpose::kWeight, 2)}) {
    CHECK(moved(key) > 16);
    CHECK(moved(key) < 48);
  }
}

}  // namespace
}  // namespace engram
