#include "core/device/gamma_generator.hpp"

#include "core/random/inversion.hpp"

namespace engram {

GammaGenerator::GammaGenerator(PhiloxKey key, const Slice& slice, double rate, double shape,
                               TimeSpan span)
    : key_(key),
      first_(slice.first),
      scale_(1000 / (rate * shape)),
      intervals_(shape),
      length_biased_(shape + 1) {
  end_ = span.end;
  const bool fires = rate > 0 && !span.empty();
  states_.assign(slice.count, {fires ? span.begin : kNeverTime});
}

Time GammaGenerator::next(std::uint32_t neuron) {
  State& state = states_[neuron];
  if (state.time == kNeverTime) return kNeverTime;
  const std::uint32_t entity = first_ + neuron;
  const double interval =
      state.draws == 0 ? first_interval(entity) : intervals_.draw(key_, state.draws, entity);
  ++state.draws;
  state.time = after_ms(state.time, scale_ * interval);
  if (!(state.time < end_)) state.time = kNeverTime;
  return state.time;
}

/// From the start to the first event, in units of the scale.
double GammaGenerator::first_interval(std::uint32_t entity) const {
  const PhiloxWords words = philox4x32({0, 0, entity, 0}, key_);
  return uniform_of(word_pair(words, 0)) * length_biased_.draw(key_, 0, entity);
}

}  // namespace engram
