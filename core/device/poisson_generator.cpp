#include "core/device/poisson_generator.hpp"

#include <algorithm>

#include "core/network/rate_limit.hpp"
#include "core/random/inversion.hpp"

namespace engram {

PoissonGenerator::PoissonGenerator(PhiloxKey key, const Slice& slice, const RateProfile& rate,
                                   TimeSpan span)
    : key_(key),
      first_(slice.first),
      span_(span),
      rate_(rate),
      thins_(std::holds_alternative<RateSinusoid>(rate)),
      states_(slice.count) {
  begin(span);
}

void PoissonGenerator::set_rate(double hz, Time now, std::span<Time> pending) {
  begin_at(hz, now);
  for (std::uint32_t neuron = 0; neuron < pending.size(); ++neuron) pending[neuron] = next(neuron);
}

void PoissonGenerator::visit_state(StateVisitor& state) {
  Time at = set_at_;
  state.shared("set_at", at);
  state.shared("set_to", set_to_);
  state.require(set_to_ >= 0 && set_to_ <= kMaxRate && at >= Time{}, "set_to");
  if (state.restores() && at != kNeverTime) begin_at(set_to_, at);
  state.each_at("tick", [&](std::uint32_t i) -> Tick& { return states_[i].tick; });
  state.each_at(
      "fraction", [&](std::uint32_t i) -> auto& { return states_[i].fraction; });
  state.each_at(
      "piece", [&](std::uint32_t i) -> auto& { return states_[i].piece; });
  state.each_at(
      "draws", [&](std::uint32_t i) -> auto& { return states_[i].draws; });
  for (const State& own : states_) state.require(own.tick >= 0, "tick");
}

/// With a constant rate from `now` on.
void PoissonGenerator::begin_at(double hz, Time now) {
  set_at_ = now;
  set_to_ = hz;
  rate_ = RateTable{{0}, {hz}};
  thins_ = false;
  begin(span_.after(now));
}

/// From the beginning of `span` on, with the draws that are left.
void PoissonGenerator::begin(TimeSpan span) {
  pieces_ = rate_pieces(rate_, span);
  const Time begin = pieces_.empty() ? Time{} : pieces_.front().span.begin;
  for (State& state : states_) state = {begin.tick, begin.fraction, 0, state.draws};
}

Time PoissonGenerator::next(std::uint32_t neuron) {
  State& state = states_[neuron];
  while (state.piece < pieces_.size()) {
    const std::uint64_t draw = state.draws++;
    const PhiloxWords words =
        philox4x32({static_cast<std::uint32_t>(draw), static_cast<std::uint32_t>(draw >> 32),
                    first_ + neuron, 0},
                   key_);
    const Time time = advance(state, exponential_of(word_pair(words, 0)));
    if (time == kNeverTime || !thins_) return time;
    const double bound = pieces_[state.piece].largest;
    if (uniform_of(word_pair(words, 1)) * bound < rate_at(rate_, ms_between({}, time))) return time;
  }
  return kNeverTime;
}

/// Moves on until the bound's integral has grown by `integral`: what exceeds a piece goes on in the
/// next, so that borders cost no draws and gaps nothing at all.
Time PoissonGenerator::advance(State& state, double integral) const {
  for (;;) {
    const RatePiece& piece = pieces_[state.piece];
    const Time from{state.tick, state.fraction};
    const Time to = after_ms(from, integral / piece.largest * 1000);
    if (to < piece.span.end) {
      state.tick = to.tick;
      state.fraction = to.fraction;
      return to;
    }
    const double room = piece.largest / 1000 * ms_between(from, piece.span.end);
    integral = std::max(0.0, integral - room);
    if (++state.piece == pieces_.size()) return kNeverTime;
    const Time begin = pieces_[state.piece].span.begin;
    state.tick = begin.tick;
    state.fraction = begin.fraction;
  }
}

}  // namespace engram
