#include "io/table/table_fields.hpp"

#include <fmt/format.h>

#include <cstddef>

#include "io/table/text_encoding.hpp"

namespace engram {

std::string shown_field(std::string_view field) {
  constexpr std::size_t kLength = 40;
  if (!is_text(field)) return "what is no text";
  if (field.size() <= kLength) return fmt::format("'{}'", field);
  std::size_t length = kLength;
  while ((static_cast<unsigned char>(field[length]) & 0xc0) == 0x80) --length;
  return fmt::format("'{}...'", field.substr(0, length));
}

std::string_view hint_about_field(std::string_view field) {
  if (field.find_first_of(",;\t ") == std::string_view::npos) return "";
  return "; commas stand between fields, and a point in decimal numbers";
}

}  // namespace engram
