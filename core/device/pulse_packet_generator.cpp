#include "core/device/pulse_packet_generator.hpp"

#include <algorithm>
#include <cassert>
#include <functional>
#include <utility>

#include "core/random/inversion.hpp"

namespace engram {

PulsePacketGenerator::PulsePacketGenerator(PhiloxKey key, const Slice& slice,
                                           std::span<const double> times, std::uint32_t spikes,
                                           double sd, const Clock& clock)
    : key_(key),
      first_(slice.first),
      spikes_(spikes),
      sd_(sd),
      reach_(ticks_from_ms(kLargestNormal * sd) + 1),
      states_(slice.count) {
  assert(sd >= 0 && sd <= 1e8);
  if (spikes_ == 0) return;
  for (const double centre : times) {
    const Time moment{clock.nearest(centre), 0};
    earliest_.push_back(moment + -reach_);
  }
}

Time PulsePacketGenerator::next(std::uint32_t neuron) {
  State& state = states_[neuron];
  while (state.opened < earliest_.size() &&
         (state.pending.empty() || earliest_[state.opened] < state.pending.back())) {
    open_next(state, first_ + neuron);
  }
  if (state.pending.empty()) return kNeverTime;
  const Time time = state.pending.back();
  state.pending.pop_back();
  return time;
}

void PulsePacketGenerator::visit_state(StateVisitor& state) {
  state.each_at(
      "packets", [&](std::uint32_t i) -> auto& { return states_[i].opened; });
  std::vector<std::pair<std::uint32_t, Time>> pending;
  for (std::uint32_t neuron = 0; neuron < states_.size(); ++neuron) {
    for (const Time time : states_[neuron].pending) pending.emplace_back(neuron, time);
  }
  state.some("pending", pending);
  if (!state.restores()) return;
  for (State& own : states_) own.pending.clear();
  for (const auto& [neuron, time] : pending) states_[neuron].pending.push_back(time);
  for (const State& own : states_) {
    state.require(std::ranges::is_sorted(own.pending, std::greater{}) &&
                      (own.pending.empty() || own.pending.back() > Time{}),
                  "pending");
  }
}

void PulsePacketGenerator::open_next(State& state, std::uint32_t entity) const {
  const std::uint32_t packet = state.opened++;
  const double centre = ms_from_ticks(reach_);  // after the earliest
  PhiloxWords words{};
  for (std::uint32_t i = 0; i < spikes_; ++i) {
    if (i % 2 == 0) words = philox4x32({i / 2, packet, entity, 0}, key_);
    const Time time =
        after_ms(earliest_[packet], centre + sd_ * normal_of(word_pair(words, i % 2)));
    if (time > Time{}) state.pending.push_back(time);
  }
  std::ranges::sort(state.pending, std::greater{});
}

}  // namespace engram
