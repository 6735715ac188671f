#include "core/network/delay_plan.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/random/draw.hpp"

namespace engram {
namespace {

/// Above, the runs of a source would be too short to be worth a queue entry each.
constexpr std::size_t kMaxShared = 256;

}  // namespace

Tick DelayPlan::ticks(double delay) { return std::max<Tick>(1, ticks_from_ms(delay)); }

DelayPlan::DelayPlan(const Network& network) : step_(ms_from_ticks(network.clock.step)) {
  if (!network.clock.continuous) return;
  own_.resize(network.projections.size());
  std::set<Tick> shared{0};
  for (std::size_t p = 0; p < network.projections.size(); ++p) {
    const Projection& projection = network.projections[p];
    std::set<Tick> delays;
    if (const auto* list = std::get_if<ExplicitList>(&projection.rule)) {
      for (const ExplicitList::Connection& c : list->connections) delays.insert(ticks(c.delay));
    } else if (const Sampler sampler(projection.delay); sampler.is_constant()) {
      delays.insert(ticks(sampler.max_value()));
    }
    own_[p] = delays.empty() || delays.size() > kMaxShared;
    if (!own_[p]) shared.merge(delays);
  }
  shared_.assign(shared.begin(), shared.end());
}

std::uint32_t DelayPlan::key(std::size_t projection, double delay) const {
  if (shared_.empty()) {
    return static_cast<std::uint32_t>(std::max(1.0, std::floor(delay / step_ + 0.5)));
  }
  if (own(projection)) return 0;
  return static_cast<std::uint32_t>(std::ranges::lower_bound(shared_, ticks(delay)) -
                                    shared_.begin());
}

}  // namespace engram
