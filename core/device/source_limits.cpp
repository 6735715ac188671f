#include "core/device/source_limits.hpp"

#include <algorithm>
#include <cmath>

namespace engram {
namespace {

constexpr double kMostOfPopulation = 1e8;  // spikes in 1 ms, or in one step

}  // namespace

double largest_count(double mean, double shape) {
  return mean + 12 * std::sqrt(mean / std::min(shape, 1.0)) + 45 / std::min(shape, 1.0);
}

void require_at_once(double count, const std::string& field, double step, const Place& place) {
  place.require(count <= kMostAtOnce, field + ": a neuron could fire " + number(std::ceil(count)) +
                                          " times in one step of " + number(step) +
                                          " ms; at most " + number(kMostAtOnce) +
                                          " times are possible: take a smaller step");
}

void check_source_rate(const PopulationContext& context, double rate, double shape,
                       const Place& place) {
  place.require(rate <= kMaxRate, "the rate is " + number(rate) + " Hz; it must be from 0 to " +
                                      number(kMaxRate) + " Hz");
  const Clock& clock = context.clock();
  const double step = ms_from_ticks(clock.step());
  const double span = clock.continuous() ? 1 : std::max(1.0, step);
  const double all = rate / 1000 * span * context.size();
  place.require(all <= kMostOfPopulation,
                "the rate is " + number(rate) + " Hz, and " +
                    std::to_string(context.population().size) + " neurons of it fire " +
                    number(all) + " times in " + number(span) + " ms; at most " +
                    number(kMostOfPopulation) + " times are possible: up to " +
                    number(rate * kMostOfPopulation / std::max(all, 1.0)) + " Hz");
  if (!clock.continuous() && rate > 0) {
    require_at_once(largest_count(rate / 1000 * step, shape), "the rate is " + number(rate) + " Hz",
                    step, place);
  }
}

}  // namespace engram
