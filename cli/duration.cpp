#include "cli/duration.hpp"

#include <charconv>
#include <optional>

#include "core/base/error.hpp"
#include "core/base/given_time.hpp"

namespace engram {
namespace {

std::optional<double> ms_of(const std::string& unit) {
  if (unit == "ms") return 1.0;
  if (unit == "s") return 1e3;
  if (unit == "min") return 6e4;
  return std::nullopt;
}

Tick parse(const std::string& option, const std::string& text, bool may_be_zero) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  const std::optional<double> unit = ms_of({rest, end});
  const double ms = value * unit.value_or(0);
  const std::string place = option + " \"" + text + "\": ";
  if (error != std::errc{} || !unit || !(ms >= 0 && ms <= kLatestMs) || (ms == 0 && !may_be_zero)) {
    throw UserError(place + "not a span of time; valid are numbers " +
                    (may_be_zero ? "from 0" : "above 0") +
                    " with the unit ms, s or min, such as 10s, up to 4e9 ms");
  }
  if (!is_multiple(ms, 1) || (!may_be_zero && nearest_multiple(ms, 1) == 0)) {
    throw UserError(place + "not a span of time; valid are " +
                    Clock::any_time().valid_times(ms, may_be_zero));
  }
  return nearest_multiple(ms, 1);
}

}  // namespace

Tick parse_duration(const std::string& option, const std::string& text) {
  return parse(option, text, false);
}

Tick parse_time(const std::string& option, const std::string& text) {
  return parse(option, text, true);
}

Tick parse_span(const std::string& option, const std::string& text, const Clock& clock) {
  const Tick span = parse_duration(option, text);
  if (span % clock.step() == 0) return span;
  throw UserError(option + " \"" + text + "\": not a span of the model's clock; valid are " +
                  clock.valid_times(ms_from_ticks(span), false));
}

void set_duration(const std::string& text, Network& network) {
  const std::string option = "--duration";
  network.duration = parse_span(option, text, network.clock);
  const Tick most = ticks_from_ms(kLatestMs) - network.warm_up;
  if (network.duration <= most) return;
  throw UserError(option + " \"" + text + "\": too long; valid is, after the warm-up of " +
                  shortest_text(ms_from_ticks(network.warm_up)) + " ms, at most " +
                  shortest_text(ms_from_ticks(most)) + " ms");
}

}  // namespace engram
