#include "io/connections/connection_limits.hpp"

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/base/memory.hpp"
#include "core/network/connection_rule.hpp"

namespace engram {

void require_connection_memory(const std::string& what, std::uint64_t synapses,
                               std::uint64_t copies) {
  const double needed = static_cast<double>(sizeof(ExplicitList::Connection)) *
                        static_cast<double>(copies) * static_cast<double>(synapses);
  const auto available = static_cast<double>(available_memory_bytes());
  if (needed <= available) return;
  throw UserError(fmt::format(
      "{}: {} synapses need about {:.1f} GB of memory; {:.1f} GB are available: make the "
      "projection smaller, or use a larger machine",
      what, synapses, needed / 1e9, available / 1e9));
}

std::string refusal_of_delay(double ms, const Clock& clock) {
  if (ms > kLatestMs) return "";
  const bool there = clock.has(ms);
  const bool zero = ms >= 0 && (there || clock.continuous()) && clock.nearest(ms) == 0;
  if (zero) {
    const char* const unit = clock.continuous() ? "tick" : "step";
    return fmt::format(
        "{} ms is zero{}, and events need a delay above 0; valid: at least one {} of {} ms", ms,
        ms > 0 ? fmt::format(" to the nearest {}", unit) : "", unit, ms_from_ticks(clock.step()));
  }
  if (ms > 0 && there) return "";
  return fmt::format("{} ms is not valid; valid: {}", ms, clock.valid_times(ms, false));
}

std::string DelayCheck::refusal(double ms) {
  if (ms == good_ && ms != 0) return "";
  if (ms > kLatestMs) return fmt::format("{} ms is not valid; valid: at most {} ms", ms, kLatestMs);
  std::string refusal = refusal_of_delay(ms, clock_);
  if (refusal.empty()) good_ = ms;
  return refusal;
}

}  // namespace engram
