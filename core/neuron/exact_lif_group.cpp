#include "core/neuron/exact_lif_group.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/given_time.hpp"
#include "core/base/prefetch.hpp"
#include "core/neuron/lif_variables.hpp"

namespace engram {
namespace {

constexpr std::int64_t kNoMore = std::numeric_limits<std::int64_t>::max();

/// Whether the inputs ascend. Written out: the comparison of doubles that are no numbers would cost
/// more than all others.
bool in_order(std::span<const TimedInput> inputs) {
  bool disorder = false;
  for (std::size_t i = 1; i < inputs.size(); ++i) {
    const TimedInput& a = inputs[i - 1];
    const TimedInput& b = inputs[i];
    disorder |= (b.offset < a.offset) | ((b.offset == a.offset) & (b.weight < a.weight));
  }
  return !disorder;
}

}  // namespace

ExactLifGroup::Cell::Cell(const ExactCell& cell) : lif(cell.lif), model(cell.model) {
  if (!lif) return;
  rest = lif->membrane.E_L;
  threshold = lif->threshold;
  pA_of_mV = lif->membrane.C_m / lif->membrane.tau_m;
}

ExactLifGroup::ExactLifGroup(Spec spec)
    : cells_(spec.cells.begin(), spec.cells.end()),
      slice_(spec.slice),
      two_receptors_(spec.two_receptors),
      states_(slice_.count),
      drives_(std::move(spec.drives)),
      currents_(std::move(spec.currents)) {
  while (currents_.next_change() <= Time{}) {
    const double current = currents_.take_change();
    for (Cell& c : cells_) c.model = with_current(c.model, *c.lif, current);
  }
  for (const Cell& c : cells_) {
    side_by_side_ = side_by_side_ && differ_in_levels_only(c.model, cells_[0].model);
  }
  for (std::uint32_t i = 0; i < slice_.count; ++i) {
    states_[i].V = spec.initial_V_m[i] - cell(i).rest - cell(i).steady();
  }
}

void ExactLifGroup::start(Flush& flush) { advance_all(flush); }

void ExactLifGroup::advance_all(Flush& flush) {
  std::vector<std::uint32_t> all(slice_.count);
  std::iota(all.begin(), all.end(), 0u);
  advance(flush, all);
}

void ExactLifGroup::advance(Flush& flush, std::span<const std::uint32_t> neurons) {
  batch_.base = flush.base;
  batch_.last = flush.last;
  const std::size_t lanes = side_by_side_ ? ExactLifBatch::kLanes : 1;
  batch_.used = static_cast<std::uint32_t>(lanes);
  for (std::size_t i = 0; i < neurons.size(); i += lanes) {
    const std::size_t n = std::min<std::size_t>(lanes, neurons.size() - i);
    const std::size_t next = std::min<std::size_t>(lanes, neurons.size() - i - n);
    for (const std::uint32_t neuron : neurons.subspan(i + n, next)) prefetch_neuron(flush, neuron);
    advance_batch(flush, neurons.subspan(i, n));
    if (flush.runaway || flush.outgrows_memory()) return;
  }
}

void ExactLifGroup::prefetch_neuron(const Flush& flush, std::uint32_t neuron) const {
  prefetch(&states_[neuron]);
  flush.inputs.prefetch_entries(slice_.slot + neuron);
  for (const auto& drive : drives_) drive->prefetch_neuron(neuron);
}

void ExactLifGroup::advance_batch(Flush& flush, std::span<const std::uint32_t> neurons) {
  std::array<Tick, ExactLifBatch::kLanes> next_drive{};
  for (std::uint32_t lane = 0; lane < ExactLifBatch::kLanes; ++lane) {
    // Unused lanes repeat the first one, and their results are not read.
    const std::uint32_t neuron = neurons[lane < neurons.size() ? lane : 0];
    batch_.set_lane(lane, states_[neuron]);
    if (differ()) batch_.models[lane] = &cells_[neuron].model;
    if (lane < neurons.size()) next_drive[lane] = stage(flush, neurons[lane], lane);
  }
  batch_.spikes.clear();
  batch_.overfull = ExactLifBatch::kLanes;
  carry(cell(neurons[0]).model, batch_);
  if (batch_.overfull != ExactLifBatch::kLanes) {
    flush.runaway = neurons[batch_.overfull < neurons.size() ? batch_.overfull : 0];
    return;
  }
  for (const ExactLifBatch::Spike& spike : batch_.spikes) {
    if (spike.lane < neurons.size()) flush.fired.push_back({spike.time, neurons[spike.lane]});
  }
  for (std::uint32_t lane = 0; lane < neurons.size(); ++lane) {
    states_[neurons[lane]] = batch_.states[lane];
    if (!flush.defers) batch_.tolerated[lane] = 0;
    flush.wakes.push_back(rest(neurons[lane], lane, next_drive[lane]));
  }
}

/// Until when, and under how much excitation, the lane's neuron need not be advanced.
Flush::Wake ExactLifGroup::rest(std::uint32_t neuron, std::uint32_t lane, Tick next_drive) const {
  // The end of the quiet span is rounded; a tick is more than that.
  const Time quiet = batch_.quiet_until[lane];
  const Tick quiet_tick = quiet == kNeverTime ? quiet.tick : std::max<Tick>(quiet.tick - 1, 0);
  double tolerated = batch_.tolerated[lane];
  if (tolerated <= 0) return {std::min(next_drive, quiet_tick), neuron};
  const Tick until = std::min(batch_.tolerated_until[lane], quiet_tick);
  if (drives_.size() != 1) {
    return {std::min(next_drive, until), neuron, static_cast<float>(tolerated)};
  }
  // Half of it is left to the drive, whose arrivals may wait, but not beyond the range of their
  // offsets from a base.
  const Tick longest = batch_.last.tick + kTicksPerMs;
  if (next_drive > longest)
    return {std::min(next_drive, until), neuron, static_cast<float>(tolerated)};
  const double weight = std::max(drives_[0]->weight(), 0.0);
  constexpr double kMost = 64;
  const double most = weight > 0 ? std::min(kMost, tolerated / 2 / weight) : kMost;
  const ArrivalStream::Ahead ahead = drives_[0]->ahead(neuron, static_cast<std::uint32_t>(most));
  tolerated -= ahead.arrivals * weight;
  return {std::min({ahead.tick, until, longest}), neuron, static_cast<float>(tolerated)};
}

/// Sorts a neuron's inputs into the lane's rows. Returns the tick of its drives' next arrival.
Tick ExactLifGroup::stage(const Flush& flush, std::uint32_t neuron, std::uint32_t lane) {
  inputs_.clear();
  flush.inputs.read(slice_.slot + neuron, inputs_);
  const Tick next = take_drives(flush, neuron);
  if (!in_order(inputs_)) std::ranges::sort(inputs_);
  batch_.reserve_rows(static_cast<std::uint32_t>(inputs_.size() + arrivals_.size()));
  batch_.counts[lane] = two_receptors_ ? merge<2>(lane) : merge<1>(lane);
  return next;
}

/// Collects the arrivals of a single drive apart, since they are sorted; those of several among the
/// other inputs. Returns the tick of the next one.
Tick ExactLifGroup::take_drives(const Flush& flush, std::uint32_t neuron) {
  arrivals_.clear();
  if (drives_.size() == 1) return drives_[0]->take(neuron, flush.base, flush.last, arrivals_);
  Tick next = kNeverTime.tick;
  for (const auto& drive : drives_) {
    next = std::min(next, drive->take(neuron, flush.base, flush.last, arrivals_));
    for (const std::int64_t offset : arrivals_) inputs_.push_back({offset, drive->weight()});
    arrivals_.clear();
  }
  return next;
}

/// Merges inputs and arrivals into the lane's rows, simultaneous ones into one: first the inputs,
/// by weight, then the arrivals. Returns the number of rows.
template <std::size_t kReceptors>
std::uint32_t ExactLifGroup::merge(std::uint32_t lane) {
  constexpr std::uint32_t kLanes = ExactLifBatch::kLanes;
  const std::size_t total = inputs_.size() + arrivals_.size();
  const double arrival_weight = drives_.empty() ? 0 : drives_[0]->weight();
  inputs_.push_back({kNoMore, 0});
  arrivals_.push_back(kNoMore);
  const TimedInput* input = inputs_.data();
  const std::int64_t* arrival = arrivals_.data();
  std::int64_t* offset = batch_.offsets.data() + lane;
  double* const weights[2] = {batch_.weights[0].data() + lane, batch_.weights[1].data() + lane};
  std::size_t at = 0;  // after the last row
  std::int64_t last = std::numeric_limits<std::int64_t>::min();
  for (std::size_t i = 0; i < total; ++i) {
    // Masks instead of a branch, which would be mispredicted every other time.
    const bool takes_arrival = *arrival < input->offset;
    const std::uint64_t mask = std::uint64_t{0} - static_cast<std::uint64_t>(takes_arrival);
    const std::int64_t now = std::min(*arrival, input->offset);
    const double weight =
        std::bit_cast<double>((std::bit_cast<std::uint64_t>(arrival_weight) & mask) |
                              (std::bit_cast<std::uint64_t>(input->weight) & ~mask));
    arrival += takes_arrival;
    input += 1 - static_cast<int>(takes_arrival);
    const std::size_t receptor = kReceptors == 2 && weight < 0 ? 1 : 0;
    if (now == last) {
      weights[receptor][at - kLanes] += weight;
      continue;
    }
    last = now;
    offset[at] = now;
    weights[receptor][at] = weight;
    if constexpr (kReceptors == 2) weights[1 - receptor][at] = 0;
    at += kLanes;
  }
  return static_cast<std::uint32_t>(at / kLanes);
}

void ExactLifGroup::control(Flush& flush) {
  const Time now = currents_.next_change();
  change_current(currents_.take_change(), now);
  advance_all(flush);
}

void ExactLifGroup::change_current(double current, Time now) {
  std::vector<ExactLifModel> changed;
  for (const Cell& c : cells_) changed.push_back(with_current(c.model, *c.lif, current));
  for (std::uint32_t i = 0; i < slice_.count; ++i) {
    ExactLifState& state = states_[i];
    const ExactLifModel& before = cell(i).model;
    const ExactLifModel& after = changed[differ() ? i : 0];
    state = carried(before, state, now);
    const bool refractory = state.refractory_until() > now;
    state.V = refractory ? after.reset : state.V + (after.threshold - before.threshold);
  }
  for (std::size_t c = 0; c < cells_.size(); ++c) cells_[c].model = changed[c];
}

void ExactLifGroup::change_device(std::uint32_t device, double value, Flush& flush) {
  bool drives = false;
  for (const auto& drive : drives_) {
    if (drive->device() != device) continue;
    drive->set_rate(value, flush.last);
    drives = true;
  }
  if (!drives) change_current(currents_.set(device, value), flush.last);
  advance_all(flush);
}

void ExactLifGroup::visit_state(StateVisitor& state) {
  const auto column = [&](const char* name, auto ExactLifState::*member) {
    state.each_at(
        name, [&](std::uint32_t i) -> auto& { return states_[i].*member; });
  };
  column("V_m", &ExactLifState::V);
  column("I_syn", &ExactLifState::I);
  column("dI_syn", &ExactLifState::dI);
  column("tick", &ExactLifState::tick);
  column("fraction", &ExactLifState::fraction);
  column("refractory_tick", &ExactLifState::refractory_tick);
  column("refractory_fraction", &ExactLifState::refractory_fraction);
  for (const auto& drive : drives_) visit_device(*drive, state);
  currents_.visit_state(state);
  if (!state.restores()) return;
  for (const ExactLifState& own : states_) {
    state.require(own.tick >= 0 && own.tick <= state.now(), "tick");
    state.require(
        own.refractory_tick >= 0 && own.refractory_tick <= state.now() + ticks_from_ms(kLatestMs),
        "refractory_tick");
    state.require(std::isfinite(own.V), "V_m");
  }
  for (Cell& c : cells_) {
    if (c.lif) c.model = with_current(c.model, *c.lif, currents_.total());
  }
}

void ExactLifGroup::set_state(std::uint32_t variable, std::span<const double> values,
                              Flush& flush) {
  for (std::uint32_t i = 0; i < values.size(); ++i) {
    const Cell& c = cell(i);
    ExactLifState& state = states_[i];
    state = carried(c.model, state, flush.last);
    if (variable != kLifV_m) {
      state.I[variable == kLifI_syn_in ? 1 : 0] = values[i] / c.pA_of_mV;
    } else if (state.refractory_until() <= flush.last) {
      state.V = values[i] - c.rest - c.steady();
    }
  }
  advance_all(flush);
}

double ExactLifGroup::state(std::uint32_t variable, std::uint32_t neuron, Time time) const {
  const Cell& c = cell(neuron);
  const ExactLifState s = carried(c.model, states_[neuron], time);
  switch (variable) {
    case kLifV_m:
      return s.V + c.steady() + c.rest;
    case kLifI_syn:
      return (s.I[0] + s.I[1]) * c.pA_of_mV;
    case kLifI_syn_ex:
      return s.I[0] * c.pA_of_mV;
    default:
      return s.I[1] * c.pA_of_mV;
  }
}

}  // namespace engram
