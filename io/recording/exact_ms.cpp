#include "io/recording/exact_ms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace engram {
namespace {

constexpr int kMaxExponent = 400;
constexpr std::ptrdiff_t kDigitsOfTicks = 9;  // behind the point of ms

/// Takes the exponent off the end of a number; 0 where there is none, nothing where it is not
/// valid.
std::optional<int> take_exponent(std::string_view& number) {
  const std::size_t at = number.find_first_of("eE");
  if (at == std::string_view::npos) return 0;
  std::string_view digits = number.substr(at + 1);
  number = number.substr(0, at);
  if (digits.starts_with('+')) {
    digits.remove_prefix(1);
    if (digits.starts_with('-')) return std::nullopt;
  }
  int exponent = 0;
  const char* const end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), end, exponent);
  const bool good = error == std::errc() && rest == end;
  if (!good || exponent < -kMaxExponent || exponent > kMaxExponent) return std::nullopt;
  return exponent;
}

}  // namespace

std::string exact_ms(Time time) {
  std::string text = fmt::format("{}.{:09}", time.tick / kTicksPerMs, time.tick % kTicksPerMs);
  // The digits of the fraction of a tick one by one: 2^-32 has 32 of them.
  for (std::uint64_t rest = time.fraction; rest != 0; rest = (rest * 10) & 0xffffffff) {
    text.push_back(static_cast<char>('0' + ((rest * 10) >> 32)));
  }
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::optional<Time> time_from_exact_ms(std::string_view text) {
  const std::optional<int> exponent = take_exponent(text);
  if (!exponent) return std::nullopt;
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  const std::string_view behind = point < text.size() ? text.substr(point + 1) : "";
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool any = !whole.empty() || !behind.empty();
  if (!any || !std::ranges::all_of(whole, is_digit) || !std::ranges::all_of(behind, is_digit))
    return std::nullopt;

  const auto first_behind = static_cast<std::ptrdiff_t>(whole.size());
  const auto size = first_behind + static_cast<std::ptrdiff_t>(behind.size());
  const auto digit = [&](std::ptrdiff_t i) -> std::uint64_t {
    if (i < 0 || i >= size) return 0;
    const char c = i < first_behind ? whole[static_cast<std::size_t>(i)]
                                    : behind[static_cast<std::size_t>(i - first_behind)];
    return static_cast<std::uint64_t>(c - '0');
  };
  const std::ptrdiff_t ticks_end = first_behind + kDigitsOfTicks + *exponent;
  Tick tick = 0;
  for (std::ptrdiff_t i = 0; i < ticks_end; ++i) {
    if (tick > (std::numeric_limits<Tick>::max() - 10) / 10) return std::nullopt;
    tick = tick * 10 + static_cast<Tick>(digit(i));
  }
  std::uint64_t rest = 0;  // in units of 2^-60 ticks
  for (std::ptrdiff_t i = size; i-- > ticks_end;) rest = ((digit(i) << 60) + rest) / 10;
  const std::uint64_t fraction = (rest + (std::uint64_t{1} << 27)) >> 28;
  return Time{tick + static_cast<Tick>(fraction >> 32), static_cast<std::uint32_t>(fraction)};
}

}  // namespace engram
