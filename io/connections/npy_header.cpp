#include "io/connections/npy_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace engram {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kMaxHeader = 1 << 16;
constexpr std::size_t kMaxRow = 1 << 12;  // bytes
constexpr std::size_t kAlignment = 64;
constexpr const char* kValidTypes =
    "integers of 1, 2, 4 or 8 bytes and floats of 2, 4 or 8 bytes, little-endian";

/// What the elements of a type without numbers are, by its letter.
std::string_view kind_name(char kind) {
  switch (kind) {
    case 'O':
      return "Python objects";
    case 'S':
    case 'a':
    case 'U':
      return "text";
    case 'b':
      return "booleans";
    case 'c':
      return "complex numbers";
    case 'M':
    case 'm':
      return "dates or times";
    case 'V':
      return "raw bytes";
    default:
      return "no type that is known";
  }
}

/// Reads the dictionary of a header.
class HeaderParser {
 public:
  HeaderParser(std::string_view text, const std::string& path, std::uint64_t offset)
      : text_(text), path_(path), offset_(offset) {}

  NpyHeader parse() {
    expect('{');
    while (!take('}')) {
      take_entry();
      if (take(',')) continue;
      expect('}');
      break;
    }
    skip_blanks();
    if (at_ != text_.size()) fail("something follows the header's closing brace");
    check_complete();
    header_.data_offset = offset_ + text_.size();
    return std::move(header_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { fail(at_, what); }
  [[noreturn]] void fail(std::size_t at, const std::string& what) const {
    throw FileError(path_, offset_ + at, what);
  }

  char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_blanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != text_.npos) ++at_;
  }

  bool take(char c) {
    skip_blanks();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void expect(char c) {
    if (!take(c)) fail(fmt::format("the header has no '{}' here", c));
  }

  std::string_view take_quoted() {
    skip_blanks();
    const char quote = next();
    if (quote != '\'' && quote != '"') fail("the header has no text in quotes here");
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == text_.npos) fail("a quote of the header is not closed");
    const std::string_view quoted = text_.substr(at_ + 1, end - at_ - 1);
    if (quoted.find('\\') != quoted.npos) fail("a text of the header has a backslash");
    at_ = end + 1;
    return quoted;
  }

  void take_entry() {
    skip_blanks();
    const std::size_t at = at_;
    const std::string_view key = take_quoted();
    expect(':');
    const auto once = [&](bool& seen) {
      if (seen) fail(at, fmt::format("the header has '{}' twice", key));
      seen = true;
    };
    if (key == "descr") {
      once(has_type_);
      take_type();
    } else if (key == "fortran_order") {
      once(has_order_);
      header_.fortran_order = take_flag();
    } else if (key == "shape") {
      once(has_shape_);
      take_shape();
    } else {
      fail(at, fmt::format("the header has an unknown key '{}'; valid: descr, fortran_order, shape",
                           printable(key)));
    }
  }

  bool take_flag() {
    skip_blanks();
    for (const std::string_view word : {"True", "False"}) {
      if (!text_.substr(at_).starts_with(word)) continue;
      at_ += word.size();
      return word == "True";
    }
    fail("the header has neither True nor False here");
  }

  void take_shape() {
    constexpr std::size_t kMaxDimensions = 64;
    expect('(');
    while (!take(')')) {
      if (header_.shape.size() == kMaxDimensions) fail("the array has too many dimensions");
      header_.shape.push_back(take_length());
      if (take(',')) continue;
      expect(')');
      break;
    }
  }

  std::uint64_t take_length() {
    skip_blanks();
    std::uint64_t length = 0;
    const char* const end = text_.data() + text_.size();
    const auto [rest, error] = std::from_chars(text_.data() + at_, end, length);
    if (error != std::errc()) fail("the shape is no list of lengths below 2^64");
    at_ = static_cast<std::size_t>(rest - text_.data());
    if (next() == 'L') ++at_;  // of a long integer, by Python 2
    return length;
  }

  void take_type() {
    header_.structured = take('[');
    if (!header_.structured) {
      add_field("");
      return;
    }
    while (!take(']')) {
      expect('(');
      const std::string_view name = take_quoted();
      expect(',');
      add_field(name);
      if (take(',')) check_no_shape();
      expect(')');
      if (take(',')) continue;
      expect(']');
      break;
    }
  }

  /// Behind the type of a field.
  void check_no_shape() {
    skip_blanks();
    if (next() != ')') fail("a field is an array itself; valid: one number");
  }

  /// Takes a type, such as '<f8', and adds a field of it to the row.
  void add_field(std::string_view name) {
    skip_blanks();
    const std::size_t at = at_;
    if (next() == '[') fail("a field has fields itself; valid: one number");
    const std::string_view type = take_quoted();
    const bool has_order = !type.empty() && std::string_view("<>|=").find(type[0]) != type.npos;
    if (!has_order || type.size() < 2)
      fail(at, fmt::format("'{}' is no type; valid: {}", printable(type), kValidTypes));
    NpyField field{.name = std::string(name),
                   .kind = type[1],
                   .bytes = bytes_of(type, at),
                   .offset = header_.element_bytes};
    check_number(field, type, at);
    header_.element_bytes += field.bytes;
    if (header_.element_bytes > kMaxRow)
      fail(at, fmt::format("rows are longer than {} bytes", kMaxRow));
    header_.fields.push_back(std::move(field));
  }

  /// The number behind the two letters of a type; 0 where there is none.
  std::size_t bytes_of(std::string_view type, std::size_t at) const {
    const std::string_view digits = type.substr(2);
    std::size_t bytes = 0;
    const auto [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bytes);
    const bool good = error == std::errc() && bytes <= kMaxRow;
    const bool is_number = std::string_view("uifV").find(type[1]) != type.npos;
    if (is_number && (!good || rest != digits.data() + digits.size()))
      fail(at, fmt::format("'{}' is no type; valid: {}", printable(type), kValidTypes));
    return bytes;
  }

  void check_number(const NpyField& field, std::string_view type, std::size_t at) const {
    const bool padding = field.kind == 'V' && field.name.empty() && header_.structured;
    if (padding) return;
    const bool is_float = field.kind == 'f';
    if (!is_float && field.kind != 'u' && field.kind != 'i') {
      fail(at, fmt::format("the type '{}' is {}; valid: {}", printable(type), kind_name(field.kind),
                           kValidTypes));
    }
    const bool power = field.bytes == 1 || field.bytes == 2 || field.bytes == 4 || field.bytes == 8;
    if (!power || (is_float && field.bytes == 1)) {
      fail(at,
           fmt::format("the type '{}' has {} bytes; valid: {}", type, field.bytes, kValidTypes));
    }
    if (type[0] == '<' || field.bytes == 1) return;
    fail(at, fmt::format("the type '{}' is {}; valid: {}", type,
                         type[0] == '>' ? "big-endian" : "of no byte order that is known",
                         kValidTypes));
  }

  void check_complete() const {
    const char* const missing = !has_type_    ? "descr"
                                : !has_order_ ? "fortran_order"
                                : !has_shape_ ? "shape"
                                              : nullptr;
    if (missing != nullptr) fail(0, fmt::format("the header lacks '{}'", missing));
  }

  std::string_view text_;
  const std::string& path_;
  std::uint64_t offset_;  ///< of the text in the file
  std::size_t at_ = 0;
  bool has_type_ = false;
  bool has_order_ = false;
  bool has_shape_ = false;
  NpyHeader header_;
};

/// Up to `bytes` bytes from `offset` on.
std::string bytes_at(const File& file, std::uint64_t offset, std::size_t bytes) {
  std::string read(bytes, '\0');
  read.resize(file.read_at(offset, read));
  return read;
}

std::size_t little_endian(std::string_view bytes) {
  std::size_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;)
    value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

void check_magic(std::string_view start, const std::string& path) {
  if (start.starts_with(kMagic)) return;
  const bool archive = start.starts_with("PK");
  throw FileError(path, 0,
                  archive ? "an archive of arrays (.npz); valid: one array, as numpy.save writes it"
                          : "no array of NumPy; valid: a file as numpy.save writes it");
}

}  // namespace

NpyHeader read_npy_header(const File& file) {
  const std::string& path = file.path();
  const std::size_t version_end = kMagic.size() + 2;
  const std::string start = bytes_at(file, 0, version_end);
  check_magic(start, path);
  if (start.size() < version_end)
    throw FileError(path, start.size(), "the file ends in its header");
  const int major = static_cast<unsigned char>(start[kMagic.size()]);
  const int minor = static_cast<unsigned char>(start[kMagic.size() + 1]);
  if (major < 1 || major > 3 || minor != 0) {
    throw FileError(path, kMagic.size(),
                    fmt::format("format {}.{} is not known; valid: 1.0, 2.0, 3.0", major, minor));
  }
  const std::size_t length_bytes = major == 1 ? 2 : 4;
  const std::string length = bytes_at(file, version_end, length_bytes);
  const std::size_t begin = version_end + length_bytes;
  if (length.size() < length_bytes)
    throw FileError(path, version_end + length.size(), "the file ends in its header");
  const std::size_t size = little_endian(length);
  if (size > kMaxHeader) {
    throw FileError(path, version_end,
                    fmt::format("a header of {} bytes; valid: up to {}", size, kMaxHeader));
  }
  const std::string text = bytes_at(file, begin, size);
  if (text.size() < size) throw FileError(path, begin + text.size(), "the file ends in its header");
  return HeaderParser(text, path, begin).parse();
}

std::string npy_header_text(const std::string& type, std::uint64_t rows) {
  std::string text =
      fmt::format("{{'descr': {}, 'fortran_order': False, 'shape': ({},), }}", type, rows);
  const std::size_t before = kMagic.size() + 4;
  const std::size_t end = before + text.size() + 1;
  text.append((kAlignment - end % kAlignment) % kAlignment, ' ');
  text.push_back('\n');
  std::string header(kMagic);
  header +=
      {'\x01', '\0', static_cast<char>(text.size() & 0xff), static_cast<char>(text.size() >> 8)};
  return header + text;
}

}  // namespace engram
