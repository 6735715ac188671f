#include "core/base/text.hpp"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <string>

using namespace engram;

namespace {

/// UTF-8 as RFC 3629 defines it.
std::string encoded(char32_t code) {
  const auto byte = [](char32_t value) { return static_cast<char>(value); };
  if (code < 0x80) return {byte(code)};
  if (code < 0x800) return {byte(0xc0 | code >> 6), byte(0x80 | (code & 0x3f))};
  if (code < 0x10000) {
    return {byte(0xe0 | code >> 12), byte(0x80 | (code >> 6 & 0x3f)), byte(0x80 | (code & 0x3f))};
  }
  return {byte(0xf0 | code >> 18), byte(0x80 | (code >> 12 & 0x3f)),
          byte(0x80 | (code >> 6 & 0x3f)), byte(0x80 | (code & 0x3f))};
}

}  // namespace

TEST_CASE("every character is decoded, surrogates are refused") {
  for (char32_t code = 0; code < 0x110000; ++code) {
    const bool surrogate = code >= 0xd800 && code < 0xe000;
    const std::string text = encoded(code) + "x";
    const Character character = first_character(text);
    if (character.bytes == (surrogate ? 0 : text.size() - 1) &&
        character.code == (surrogate ? 0 : code)) {
      continue;
    }
    FAIL("code " << static_cast<unsigned>(code));
  }
  CHECK(first_character("\xf4\x90\x80\x80").bytes == 0);  // beyond U+10FFFF
  CHECK(first_character("\xc0\x80").bytes == 0);          // overlong
  CHECK(first_character("\xe0\x9f\xbf").bytes == 0);
  CHECK(first_character("\xf0\x8f\xbf\xbf").bytes == 0);
  CHECK(first_character("\xe2\x82").bytes == 0);  // cut off
}

TEST_CASE("control characters and bytes that are not UTF-8 become escapes") {
  CHECK(printable("L2/3e µ \"a\" \\ 神経") == "L2/3e µ \"a\" \\ 神経");
  CHECK(printable("\x1b]0;title\x07") == "\\x1b]0;title\\x07");
  CHECK(printable("state\ncomplete\r\t\x7f") == "state\\ncomplete\\r\\t\\x7f");
  CHECK(printable("\xc2\x9b[2J\xc2\x85") == "\\u009b[2J\\u0085");  // C1
  CHECK(printable("a\xe2\x80\xae"
                  "b\xe2\x81\xa6\xd8\x9c\xe2\x80\xa8") == "a\\u202eb\\u2066\\u061c\\u2028");
  CHECK(printable("\xff\xc3\xed\xa0\x80µ") == "\\xff\\xc3\\xed\\xa0\\x80µ");
  CHECK(printable(std::string_view("\0", 1)) == "\\x00");
}

TEST_CASE("printable text is UTF-8 without controls, and printable() does not change it") {
  CHECK(rc::check("printable", [] {
    const auto bytes = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
    const std::string shown = printable(bytes);
    for (std::string_view rest = shown; !rest.empty();) {
      const Character character = first_character(rest);
      RC_ASSERT(character.bytes > 0u);
      RC_ASSERT(!is_control(character.code));
      rest.remove_prefix(character.bytes);
    }
    RC_ASSERT(printable(shown) == shown);
  }));
}
