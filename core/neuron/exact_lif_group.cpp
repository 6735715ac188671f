#include "core/neuron/exact_lif_group.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "core/network/receptors.hpp"

namespace engram {
namespace {

constexpr TimedInput kNoMore{std::numeric_limits<std::int64_t>::max(), 0};

}  // namespace

ExactLifGroup::ExactLifGroup(Spec spec)
    : of_(std::move(spec.model)),
      slice_(spec.slice),
      model_(make_exact_model(of_)),
      two_receptors_(receptor_count(of_) == 2),
      states_(slice_.count),
      drives_(std::move(spec.drives)),
      currents_(std::move(spec.currents)) {
  threshold_ = 1;
  if (is_lif(of_)) {
    const LifModel lif = make_lif_model(of_);
    rest_ = lif.membrane.E_L;
    threshold_ = lif.threshold;
    pA_of_mV_ = lif.membrane.C_m / lif.membrane.tau_m;
  }
  while (next_current_ < currents_.size() && currents_[next_current_].first <= Time{}) {
    model_ = with_current(model_, of_, currents_[next_current_++].second);
  }
  for (std::uint32_t i = 0; i < slice_.count; ++i) {
    states_[i].V = spec.initial_V_m[i] - rest_ - steady();
  }
}

double ExactLifGroup::steady() const { return threshold_ - model_.threshold; }

void ExactLifGroup::start(Flush& flush) { advance_all(flush); }

void ExactLifGroup::advance_all(Flush& flush) {
  std::vector<std::uint32_t> all(slice_.count);
  std::iota(all.begin(), all.end(), 0u);
  advance(flush, all);
}

void ExactLifGroup::advance(Flush& flush, std::span<const std::uint32_t> neurons) {
  batch_.base = flush.base;
  batch_.last = flush.last;
  for (std::size_t i = 0; i < neurons.size(); i += ExactLifBatch::kLanes) {
    const std::size_t n = std::min<std::size_t>(ExactLifBatch::kLanes, neurons.size() - i);
    advance_batch(flush, neurons.subspan(i, n));
  }
}

void ExactLifGroup::advance_batch(Flush& flush, std::span<const std::uint32_t> neurons) {
  std::array<Tick, ExactLifBatch::kLanes> next_drive{};
  for (std::uint32_t lane = 0; lane < ExactLifBatch::kLanes; ++lane) {
    // Lanes that nobody needs do as the first one does, and are not looked at.
    batch_.set_lane(lane, states_[neurons[lane < neurons.size() ? lane : 0]]);
    if (lane < neurons.size()) next_drive[lane] = stage(flush, neurons[lane], lane);
  }
  batch_.spikes.clear();
  carry(model_, batch_);
  for (const ExactLifBatch::Spike& spike : batch_.spikes) {
    if (spike.lane < neurons.size()) flush.fired.push_back({spike.time, neurons[spike.lane]});
  }
  for (std::uint32_t lane = 0; lane < neurons.size(); ++lane) {
    states_[neurons[lane]] = batch_.states[lane];
    // The end of the quiet span is rounded; a tick is more than that.
    const Time quiet = batch_.quiet_until[lane];
    const Tick quiet_tick = quiet == kNeverTime ? quiet.tick : std::max<Tick>(quiet.tick - 1, 0);
    const Tick tick = std::min(next_drive[lane], quiet_tick);
    if (tick != kNeverTime.tick) flush.wakes.push_back({tick, neurons[lane]});
  }
}

/// Sorts a neuron's inputs into the lane's rows. Returns the tick of its drives' next arrival.
Tick ExactLifGroup::stage(const Flush& flush, std::uint32_t neuron, std::uint32_t lane) {
  inputs_.clear();
  flush.inputs.read(slice_.slot + neuron, inputs_);
  if (!std::ranges::is_sorted(inputs_)) std::ranges::sort(inputs_);
  const Tick next = take_drives(flush, neuron);
  const std::size_t count = inputs_.size() + arrivals_.size();
  batch_.reserve_rows(static_cast<std::uint32_t>(count));
  inputs_.push_back(kNoMore);
  arrivals_.push_back(kNoMore);
  const TimedInput* input = inputs_.data();
  const TimedInput* arrival = arrivals_.data();
  for (std::size_t i = 0; i < count; ++i) {
    // Without a branch, which would be guessed wrong every other time.
    const bool take_arrival = *arrival < *input;
    put(lane, take_arrival ? *arrival : *input);
    arrival += take_arrival;
    input += !take_arrival;
  }
  return next;
}

/// Adds an input to the lane's rows, to the last one where it is simultaneous.
void ExactLifGroup::put(std::uint32_t lane, TimedInput input) {
  constexpr std::uint32_t kLanes = ExactLifBatch::kLanes;
  const std::size_t receptor = two_receptors_ && input.weight < 0 ? 1 : 0;
  std::uint32_t& count = batch_.counts[lane];
  const std::size_t last = (count - 1) * kLanes + lane;
  if (count != 0 && batch_.offsets[last] == input.offset) {
    batch_.weights[receptor][last] += input.weight;
    return;
  }
  const std::size_t at = count * kLanes + lane;
  batch_.offsets[at] = input.offset;
  batch_.weights[0][at] = 0;
  batch_.weights[1][at] = 0;
  batch_.weights[receptor][at] = input.weight;
  ++count;
}

/// Collects the arrivals of all drives, sorted. Returns the tick of the next one.
Tick ExactLifGroup::take_drives(const Flush& flush, std::uint32_t neuron) {
  arrivals_.clear();
  Tick next = kNeverTime.tick;
  for (const auto& drive : drives_) {
    offsets_.clear();
    next = std::min(next, drive->take(neuron, flush.base, flush.last, offsets_));
    for (const std::int64_t offset : offsets_) arrivals_.push_back({offset, drive->weight()});
  }
  if (drives_.size() > 1) std::ranges::sort(arrivals_);
  return next;
}

Time ExactLifGroup::next_control() const {
  return next_current_ < currents_.size() ? currents_[next_current_].first : kNeverTime;
}

void ExactLifGroup::control(Flush& flush) {
  const Time now = currents_[next_current_].first;
  const ExactLifModel changed = with_current(model_, of_, currents_[next_current_++].second);
  for (ExactLifState& state : states_) {
    state = carried(model_, state, now);
    const bool refractory = state.refractory_until() >= now && now != Time{};
    state.V = refractory ? changed.reset : state.V + (changed.threshold - model_.threshold);
  }
  model_ = changed;
  advance_all(flush);
}

double ExactLifGroup::state(StateVariable variable, std::uint32_t neuron, Time time) const {
  const ExactLifState s = carried(model_, states_[neuron], time);
  switch (variable) {
    case StateVariable::kVm:
      return s.V + steady() + rest_;
    case StateVariable::kIsyn:
      return (s.I[0] + s.I[1]) * pA_of_mV_;
    case StateVariable::kIsynEx:
      return s.I[0] * pA_of_mV_;
    default:
      return s.I[1] * pA_of_mV_;
  }
}

}  // namespace engram
