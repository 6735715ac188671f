#include "io/model/model_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "core/base/error.hpp"

namespace engram {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{1} << 30;

unsigned char byte_at(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

/// Length of the UTF-8 character that `text` begins with; 0 where it begins with none, or with a
/// control character other than tab, line feed and carriage return.
std::size_t character_length(std::string_view text) {
  const unsigned char first = byte_at(text, 0);
  if (first < 0x80) {
    const bool control = first < 0x20 || first == 0x7f;
    return control && first != '\t' && first != '\n' && first != '\r' ? 0 : 1;
  }
  if (first < 0xc2 || first > 0xf4) return 0;
  const std::size_t length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte_at(text, i) & 0xc0) != 0x80) return 0;
  }
  const unsigned char second = byte_at(text, 1);
  const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
  const bool beyond = (first == 0xed && second > 0x9f) || (first == 0xf4 && second > 0x8f);
  return overlong || beyond ? 0 : length;
}

}  // namespace

std::string read_model_text(const std::filesystem::path& path) {
  const std::string hint = "; valid: a model file, protobuf text as in examples/";
  if (std::filesystem::is_directory(path))
    throw UserError(path.string() + ": this is a folder" + hint);
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw UserError(path.string() +
                    ": cannot be opened: " + std::generic_category().message(errno) + hint);
  }
  std::string text;
  for (char block[1 << 16]; file.read(block, sizeof block), file.gcount() > 0;) {
    text.append(block, static_cast<std::size_t>(file.gcount()));
    if (text.size() > kMaxBytes) throw UserError(path.string() + ": larger than 1 GiB" + hint);
  }
  if (file.bad()) throw UserError(path.string() + ": cannot be read" + hint);
  return text;
}

void check_is_text(std::string_view text, const SourceMap& map) {
  std::size_t line_begin = 0;
  int line = 1;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = character_length(text.substr(i));
    if (length == 0) {
      map.fail(Location{line, static_cast<int>(i - line_begin) + 1}, "",
               fmt::format(
                   "byte 0x{:02X} is not text; valid: a model file, protobuf text as in examples/",
                   byte_at(text, i)));
    }
    i += length;
    if (text[i - 1] == '\n') {
      ++line;
      line_begin = i;
    }
  }
}

}  // namespace engram
