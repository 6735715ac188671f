#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/time.hpp"

// Pieces of a self-contained HTML page.

namespace engram {

/// `text` made printable, with the special characters of HTML escaped: fit for content and for
/// attributes in quotes.
std::string escape_html(std::string_view text);

/// Base64 of RFC 4648, padded.
std::string base64(std::string_view bytes);

/// An <img> that holds a PNG itself and is `width` CSS pixels wide.
std::string inline_png(std::string_view png, int width, std::string_view description);

/// A whole SVG document as an <svg> element; `description` is what is read out for it.
std::string inline_svg(std::string_view svg, std::string_view description);

/// 298880968 as 298,880,968.
std::string grouped(std::uint64_t number);

/// A span or moment of time: "12.5 ms".
std::string ms_text(Tick ticks);

/// `value` with that many digits after the point and a true minus sign; a dash for NaN.
std::string number_or_dash(double value, int digits);

}  // namespace engram
