#include "io/report/html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace engram {

std::string escape_html(std::string_view text) {
  std::string escaped;
  for (const char c : printable(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string base64(std::string_view bytes) {
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t present = std::min<std::size_t>(bytes.size() - i, 3);
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8 | (j < present ? static_cast<unsigned char>(bytes[i + j]) : 0u);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      text += j <= present ? kDigits[group >> (18 - 6 * j) & 63] : '=';
    }
  }
  return text;
}

std::string inline_png(std::string_view png, int width, std::string_view description) {
  return fmt::format("<img width=\"{}\" alt=\"{}\" src=\"data:image/png;base64,{}\">\n", width,
                     escape_html(description), base64(png));
}

std::string inline_svg(std::string_view svg, std::string_view description) {
  const std::size_t begin = svg.find("<svg");
  const std::size_t title = svg.find("<title>");
  const std::size_t after_title = svg.find("</title>");
  if (begin == svg.npos || title == svg.npos || after_title == svg.npos) {
    throw EnvironmentError("gnuplot made an SVG without its usual head; install gnuplot 5.4");
  }
  std::string element(svg.substr(begin, title - begin));
  element += "<title>" + escape_html(description);
  element += svg.substr(after_title);
  return element;
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t left = digits.size(); left > 3; left -= 3) digits.insert(left - 3, 1, ',');
  return digits;
}

std::string ms_text(Tick ticks) { return fmt::format("{} ms", ms_from_ticks(ticks)); }

std::string number_or_dash(double value, int digits) {
  if (std::isnan(value)) return "–";
  const std::string text = fmt::format("{:.{}f}", std::abs(value), digits);
  const bool is_zero = text.find_first_not_of("0.") == text.npos;
  return value < 0 && !is_zero ? fmt::format("−{}", text) : text;
}

}  // namespace engram
