#include "io/table/table_lines.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "io/table/text_encoding.hpp"

namespace engram {

std::optional<std::string_view> TableLines::next() {
  while (begin_ < buffer_.size() || read_more()) {
    const std::string_view line = trimmed(take_line());
    if (!line.empty() && line.front() != '#') return line;
  }
  return std::nullopt;
}

std::string_view TableLines::without_mark(std::string_view line) const {
  if (const std::string_view encoding = wide_encoding(line); !encoding.empty()) {
    throw UserError(fmt::format("{}: is encoded in {}; valid: UTF-8", path(), encoding));
  }
  return without_byte_order_mark(line);
}

/// The line that begins at begin_, which is moved behind it.
std::string_view TableLines::take_line() {
  number_ = next_number_;
  bool quoted = false;
  bool blank = true;
  bool comment = false;
  for (std::size_t length = 0;; ++length) {
    if (length > kMaxLine) {
      throw UserError(fmt::format("{}:{}: longer than {} bytes; valid: one row a line", path(),
                                  number_, kMaxLine));
    }
    const bool ends = begin_ + length == buffer_.size() && !read_more();
    const char c = ends ? '\n' : buffer_[begin_ + length];
    if (c == '\n') ++next_number_;
    if (ends || (c == '\n' && !quoted)) {
      std::string_view line = std::string_view(buffer_).substr(begin_, length);
      if (number_ == 1) line = without_mark(line);
      begin_ += length + (ends ? 0 : 1);
      return line;
    }
    if (blank) comment = c == '#';
    blank = blank && (c == ' ' || c == '\t' || c == '\r');
    quoted = quoted != (c == '"' && !comment);
  }
}

/// Keeps what has not been given out; false at the end of the file.
bool TableLines::read_more() {
  buffer_.erase(0, begin_);
  begin_ = 0;
  const std::size_t kept = buffer_.size();
  buffer_.resize(kept + kMaxLine);
  const std::size_t read = file_.read_at(offset_, std::span(buffer_).subspan(kept));
  buffer_.resize(kept + read);
  offset_ += read;
  return read > 0;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

}  // namespace engram
