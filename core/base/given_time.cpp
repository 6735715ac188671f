#include "core/base/given_time.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace engram {
namespace {

constexpr double kRange = 9e18;    // ticks
constexpr double kSlack = 1e-3;    // ticks
constexpr double kUlps = 0x1p-51;  // two units in the last place or more, four at most

double ticks_of(double ms) { return ms * static_cast<double>(kTicksPerMs); }

}  // namespace

Tick nearest_multiple(double ms, Tick unit) {
  const double ticks = ticks_of(ms);
  if (std::isnan(ticks)) return 0;
  const Tick tick = static_cast<Tick>(std::round(std::clamp(ticks, -kRange, kRange)));
  const Tick beyond = (tick % unit + unit) % unit;
  const Tick below = tick - beyond;
  return beyond >= unit - beyond && tick < static_cast<Tick>(kRange) ? below + unit : below;
}

bool is_multiple(double ms, Tick unit) {
  const double ticks = ticks_of(ms);
  if (!(std::abs(ticks) < kRange)) return false;
  const double whole = std::round(ticks);
  const Tick off = static_cast<Tick>(whole) - nearest_multiple(ms, unit);
  return std::abs(static_cast<double>(off) + (ticks - whole)) <=
         std::max(kSlack, kUlps * std::abs(ticks));
}

Time exact_time(double ms) {
  const double ticks = ticks_of(ms);
  const Tick nearest = nearest_multiple(ms, 1);
  if (!(std::abs(ticks) < kRange)) return {nearest, 0};
  if (std::abs(ms - ms_from_ticks(nearest)) <= kUlps * std::abs(ms)) return {nearest, 0};
  // The rounding error of the product, so that the fraction is right to its last bit.
  const double rest = std::fma(ms, static_cast<double>(kTicksPerMs), -ticks);
  const double whole = std::floor(ticks);
  const double fractions = ((ticks - whole) + rest) * kFractionsPerTick;
  return time_from({static_cast<Tick>(whole), 0}, std::llround(fractions));
}

std::string shortest_text(double x) {
  std::array<char, 32> text;
  const auto result = std::to_chars(text.data(), text.data() + text.size(), x);
  return {text.data(), result.ptr};
}

}  // namespace engram
