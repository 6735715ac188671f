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

/// Number of bytes before the first that no text has.
std::size_t text_length(std::string_view bytes) {
  std::size_t i = 0;
  while (i < bytes.size()) {
    const std::size_t length = character_length(bytes.substr(i));
    if (length == 0) break;
    i += length;
  }
  return i;
}

const char* const kHint = "; valid: a model file, protobuf text as in examples/";

}  // namespace

std::string read_model_text(const std::filesystem::path& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    throw UserError(path.string() + ": this is a folder" + kHint);
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw UserError(path.string() +
                    ": cannot be opened: " + std::generic_category().message(errno) + kHint);
  }
  std::string text;
  for (char block[1 << 16]; file.read(block, sizeof block), file.gcount() > 0;) {
    text.append(block, static_cast<std::size_t>(file.gcount()));
    if (text.size() > kMaxBytes) break;
  }
  if (file.bad()) throw UserError(path.string() + ": cannot be read" + kHint);
  return text;
}

bool is_text(std::string_view bytes) { return text_length(bytes) == bytes.size(); }

void check_is_text(std::string_view text, const SourceMap& map) {
  if (text.size() > kMaxBytes) throw UserError(map.path() + ": larger than 1 GiB" + kHint);
  const std::size_t good = text_length(text);
  if (good == text.size()) return;
  const std::string_view before = text.substr(0, good);
  const auto line = 1 + std::ranges::count(before, '\n');
  const std::size_t line_begin = before.rfind('\n') + 1;  // 0 in the first line: npos + 1
  map.fail(Location{static_cast<int>(line), static_cast<int>(good - line_begin) + 1}, "",
           fmt::format("byte 0x{:02X} is not text{}", byte_at(text, good), kHint));
}

}  // namespace engram
