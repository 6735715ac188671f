#include "core/synapse/delay_plan.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "core/random/draw.hpp"

namespace engram {
namespace {

/// Above, the runs of a source would be too short to be worth a queue entry each.
constexpr std::size_t kMaxShared = 256;

/// Longer than all delays, in steps or ticks.
constexpr Tick kEndless = Tick{1} << 62;

/// The greatest multiple of `step` ticks that is not above `ms`, in steps.
Tick steps_below(double ms, Tick step) {
  const Tick near = nearest_multiple(ms, step);
  const bool above =
      !is_multiple(ms, step) && static_cast<double>(near) > ms * static_cast<double>(kTicksPerMs);
  return near / step - (above ? 1 : 0);
}

Tick held(Tick delay, const DelayRange& range) {
  return std::min(range.most, std::max(range.least, delay));
}

/// The ends of a law within its min and max, ms.
std::pair<double, double> ends_of(const Distribution& law) {
  const auto* uniform = std::get_if<Uniform>(&law.law);
  if (uniform == nullptr) return {law.min, law.max};
  const auto within = [&](double end) { return std::max(law.min, std::min(law.max, end)); };
  return {within(uniform->low), within(uniform->high)};
}

DelayRange range_of(const Projection& projection, const Clock& clock) {
  const bool listed = std::holds_alternative<ExplicitList>(projection.rule);
  return listed ? DelayRange{1, kEndless} : delay_range(projection.delay, clock);
}

}  // namespace

DelayRange delay_range(const Distribution& law, const Clock& clock) {
  const auto [least, most] = ends_of(law);
  const Tick step = clock.step();
  DelayRange range{1, kEndless};
  if (least > 0) range.least = std::max<Tick>(1, -steps_below(-least, step));
  if (most < kLatestMs) range.most = steps_below(most, step);
  return range;
}

Tick DelayPlan::ticks(std::size_t projection, double delay) const {
  // A draw may be far below 0, beyond the range of Tick.
  return held(ticks_from_ms(std::max(0.0, delay)), ranges_[projection]);
}

DelayPlan::DelayPlan(const Network& network) : step_(ms_from_ticks(network.clock.step())) {
  for (const Projection& projection : network.projections) {
    ranges_.push_back(range_of(projection, network.clock));
  }
  if (!network.clock.continuous()) return;
  own_.resize(network.projections.size());
  std::set<Tick> shared{0};
  for (std::size_t p = 0; p < network.projections.size(); ++p) {
    const Projection& projection = network.projections[p];
    std::set<Tick> delays;
    if (const auto* list = std::get_if<ExplicitList>(&projection.rule)) {
      for (const ExplicitList::Connection& c : list->connections) delays.insert(ticks(p, c.delay));
    } else if (const Sampler sampler(projection.delay); sampler.is_constant()) {
      delays.insert(ticks(p, sampler.max_value()));
    }
    own_[p] = delays.empty() || delays.size() > kMaxShared;
    if (!own_[p]) shared.merge(delays);
  }
  shared_.assign(shared.begin(), shared.end());
}

std::uint32_t DelayPlan::key(std::size_t projection, double delay) const {
  if (shared_.empty()) {
    const double steps = std::max(0.0, std::floor(delay / step_ + 0.5));
    return static_cast<std::uint32_t>(held(static_cast<Tick>(steps), ranges_[projection]));
  }
  if (own(projection)) return 0;
  return static_cast<std::uint32_t>(std::ranges::lower_bound(shared_, ticks(projection, delay)) -
                                    shared_.begin());
}

}  // namespace engram
