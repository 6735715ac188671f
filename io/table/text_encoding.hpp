#pragma once

#include <cstddef>
#include <string_view>

// Which bytes of a file are text.

namespace engram {

/// Number of bytes before the first that no text has: those that are no UTF-8, and the control
/// characters of ASCII other than tab, line feed and carriage return.
std::size_t text_length(std::string_view bytes);

/// Whether all of this is text.
inline bool is_text(std::string_view bytes) { return text_length(bytes) == bytes.size(); }

/// `text` without the mark that some editors put before it.
std::string_view without_byte_order_mark(std::string_view text);

/// "UTF-16" or "UTF-32" where the bytes begin with its mark, else nothing.
std::string_view wide_encoding(std::string_view bytes);

}  // namespace engram
