#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "io/recording/file.hpp"

namespace engram {

/// The lines of a CSV file one by one, in memory bounded by the longest.
class TableLines {
 public:
  static constexpr std::size_t kMaxLine = 1 << 16;

  /// Throws UserError where the file cannot be opened.
  explicit TableLines(const std::string& path) : file_(File::open(path)) {}

  /// The next line with content, without blanks around it: comments (from # on) and empty lines are
  /// passed over. Valid until the next call. In quotes a line goes on beyond its end. Throws
  /// UserError for lines longer than kMaxLine, EnvironmentError.
  std::optional<std::string_view> next();

  /// Number of the line that `next` gave, from 1; 0 before the first.
  std::size_t number() const { return number_; }

  const std::string& path() const { return file_.path(); }

  /// Size of the file.
  std::uint64_t bytes() const { return file_.size(); }

 private:
  std::string_view take_line();
  std::string_view without_mark(std::string_view line) const;
  bool read_more();

  File file_;
  std::uint64_t offset_ = 0;  ///< of what has not been read from the file
  std::string buffer_;
  std::size_t begin_ = 0;  ///< in the buffer, of what has not been given out
  std::size_t number_ = 0;
  std::size_t next_number_ = 1;
};

/// `text` without the blanks around it.
std::string_view trimmed(std::string_view text);

}  // namespace engram
