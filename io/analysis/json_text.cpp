#include "io/analysis/json_text.hpp"

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace engram {
namespace {

std::string json_character(std::string_view bytes, char32_t code) {
  if (code == '"' || code == '\\') return fmt::format("\\{}", static_cast<char>(code));
  // All controls lie below U+10000.
  return is_control(code) ? fmt::format("\\u{:04x}", static_cast<unsigned>(code))
                          : std::string(bytes);
}

}  // namespace

std::string json_string(std::string_view text) {
  std::string quoted = "\"";
  while (!text.empty()) {
    const Character character = first_character(text);
    if (character.bytes == 0) {
      quoted += fmt::format("\\\\x{:02x}", static_cast<unsigned char>(text.front()));
      text.remove_prefix(1);
    } else {
      quoted += json_character(text.substr(0, character.bytes), character.code);
      text.remove_prefix(character.bytes);
    }
  }
  return quoted + '"';
}

}  // namespace engram
