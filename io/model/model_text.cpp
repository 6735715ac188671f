#include "io/model/model_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "core/base/error.hpp"
#include "io/recording/file.hpp"
#include "io/table/text_encoding.hpp"

namespace engram {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{1} << 30;

unsigned char byte_at(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

const char* const kHint = "; valid: a model file, protobuf text as in examples/";

}  // namespace

std::string read_model_text(const std::filesystem::path& path) {
  const File file = File::open(path.string());
  std::string text(std::min<std::uint64_t>(file.size(), kMaxBytes + 1), '\0');
  text.resize(file.read_at(0, text));
  return text;
}

void check_is_text(std::string_view text, const SourceMap& map) {
  if (text.size() > kMaxBytes) throw UserError(map.path() + ": larger than 1 GiB" + kHint);
  if (const std::string_view encoding = wide_encoding(text); !encoding.empty()) {
    throw UserError(fmt::format("{}: is encoded in {}; valid: UTF-8", map.path(), encoding));
  }
  const std::size_t good = text_length(text);
  if (good == text.size()) return;
  const std::string_view before = text.substr(0, good);
  const auto line = 1 + std::ranges::count(before, '\n');
  const std::size_t line_begin = before.rfind('\n') + 1;  // 0 in the first line: npos + 1
  map.fail(Location{static_cast<int>(line), static_cast<int>(good - line_begin) + 1}, "",
           fmt::format("byte 0x{:02X} is not text{}", byte_at(text, good), kHint));
}

}  // namespace engram
