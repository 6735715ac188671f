#include "io/table/text_encoding.hpp"

#include "core/base/text.hpp"

namespace engram {

std::size_t text_length(std::string_view bytes) {
  std::size_t i = 0;
  while (i < bytes.size()) {
    const Character c = first_character(bytes.substr(i));
    const bool control = c.code < 0x20 || c.code == 0x7f;
    if (control && c.code != '\t' && c.code != '\n' && c.code != '\r') break;
    i += c.bytes;
  }
  return i;
}

std::string_view without_byte_order_mark(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  return text;
}

std::string_view wide_encoding(std::string_view bytes) {
  constexpr std::string_view kWide[] = {{"\xff\xfe\0\0", 4}, {"\0\0\xfe\xff", 4}};
  for (const std::string_view mark : kWide) {
    if (bytes.starts_with(mark)) return "UTF-32";
  }
  return bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff") ? "UTF-16" : "";
}

}  // namespace engram
