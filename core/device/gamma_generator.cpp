#include "core/device/gamma_generator.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/network/rate_limit.hpp"
#include "core/random/inversion.hpp"

namespace engram {
namespace {

double scale_of(double rate, double shape) { return 1000 / (rate * shape); }

}  // namespace

GammaGenerator::GammaGenerator(PhiloxKey key, const Slice& slice, double rate, double shape,
                               TimeSpan span)
    : key_(key),
      first_(slice.first),
      span_(span),
      shape_(shape),
      scale_(scale_of(rate, shape)),
      intervals_(shape),
      length_biased_(shape + 1) {
  states_.assign(slice.count, {rate > 0 ? span.begin : kNeverTime});
}

Time GammaGenerator::next(std::uint32_t neuron) {
  State& state = states_[neuron];
  if (!(state.time < span_.end)) return kNeverTime;
  const std::uint32_t entity = first_ + neuron;
  const double interval =
      state.draws == 0 ? first_interval(entity) : intervals_.draw(key_, state.draws, entity);
  ++state.draws;
  state.time = after_ms(state.time, scale_ * interval);
  return state.time < span_.end ? state.time : kNeverTime;
}

void GammaGenerator::set_rate(double hz, Time now, std::span<Time> pending) {
  const double before = std::exchange(scale_, scale_of(hz, shape_));
  const Time from = std::max(now, span_.begin);
  for (std::uint32_t neuron = 0; neuron < pending.size(); ++neuron) {
    State& state = states_[neuron];
    if (std::isinf(scale_)) {
      state.time = kNeverTime;
    } else if (std::isinf(before)) {
      state.time = from;
      next(neuron);
    } else if (state.time != kNeverTime) {
      state.time = after_ms(from, ms_between(from, state.time) * (scale_ / before));
    }
    pending[neuron] = state.time < span_.end ? state.time : kNeverTime;
  }
}

void GammaGenerator::visit_state(StateVisitor& state) {
  state.shared("scale", scale_);
  state.each_at("time", [&](std::uint32_t i) -> Time& { return states_[i].time; });
  state.each_at(
      "draws", [&](std::uint32_t i) -> auto& { return states_[i].draws; });
  state.require(scale_ >= scale_of(kMaxRate, shape_), "scale");
  for (const State& own : states_) state.require(own.time >= Time{}, "time");
}

/// From the start to the first event, in units of the scale.
double GammaGenerator::first_interval(std::uint32_t entity) const {
  const PhiloxWords words = philox4x32({0, 0, entity, 0}, key_);
  return uniform_of(word_pair(words, 0)) * length_biased_.draw(key_, 0, entity);
}

}  // namespace engram
