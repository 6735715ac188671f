#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Texts that come from outside: names, paths, versions. Some of their characters control a terminal
// or a page instead of being shown.

namespace engram {

/// A character of UTF-8 and its number of bytes; 0 where the bytes are not UTF-8.
struct Character {
  char32_t code = 0;
  std::size_t bytes = 0;
};

/// The character that `text`, which is not empty, begins with.
Character first_character(std::string_view text);

/// Whether a character moves the cursor, ends the line, turns the direction of writing, or has no
/// place in any text: C0, DEL and C1, the bidirectional controls, the separators of lines and
/// paragraphs, U+FFFE and U+FFFF.
bool is_control(char32_t code);

/// `text` with those characters and all bytes that are no UTF-8 as escapes: \n, \x1b, \u202e, \xff.
/// The result is UTF-8, is one line, and shows as it is in a terminal, in HTML and in a figure.
/// Everything that is printed of a text from outside passes through here.
std::string printable(std::string_view text);

}  // namespace engram
