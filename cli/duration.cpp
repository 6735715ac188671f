#include "cli/duration.hpp"

#include <charconv>

#include "core/base/error.hpp"

namespace engram {

namespace {

Tick parse(const std::string& option, const std::string& text, bool may_be_zero) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  const std::string unit(rest, end);
  const bool known = unit.empty() || unit == "ms" || unit == "s" || unit == "min";
  const double ms = value * (unit == "s" ? 1e3 : unit == "min" ? 6e4 : 1.0);
  if (error != std::errc{} || !known || !(ms >= 0 && ms < 9e9) || (ms == 0 && !may_be_zero)) {
    throw UserError(option + " \"" + text + "\": not a span of time; valid are numbers " +
                    (may_be_zero ? "from 0" : "above 0") +
                    " with the unit ms, s or min, such as 10s");
  }
  return ticks_from_ms(ms);
}

}  // namespace

Tick parse_duration(const std::string& option, const std::string& text) {
  return parse(option, text, false);
}

Tick parse_time(const std::string& option, const std::string& text) {
  return parse(option, text, true);
}

}  // namespace engram
