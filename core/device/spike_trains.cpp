#include "core/device/spike_trains.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

#include "core/device/given_spikes.hpp"
#include "core/device/train_generator.hpp"

namespace engram {
namespace {

/// On the grid.
class SteppedTrains final : public NeuronGroup {
 public:
  SteppedTrains(const std::vector<std::vector<double>>& times, const Slice& slice,
                const Clock& clock)
      : neurons_(slice.count) {
    for (std::uint32_t i = 0; i < slice.count; ++i) {
      for (const double t : times[slice.first + i]) entries_.push_back({clock.steps(t), i});
    }
    std::ranges::sort(entries_, {}, [](const Entry& e) { return std::tuple(e.step, e.neuron); });
  }

  void advance(Step step, std::vector<std::uint32_t>& fired) override {
    for (; next_ < entries_.size() && entries_[next_].step <= step; ++next_) {
      fired.push_back(entries_[next_].neuron);
    }
  }

  void visit_state(StateVisitor& state) override {
    std::vector<std::uint64_t> left(neurons_);
    for (std::size_t i = next_; i < entries_.size(); ++i) ++left[entries_[i].neuron];
    state.each("left", left);
    if (!state.restores()) return;
    const std::uint64_t all = std::accumulate(left.begin(), left.end(), std::uint64_t{0});
    state.require(all <= entries_.size(), "left");
    next_ = entries_.size() - all;
  }

  Step next_activity(Step) const override {
    return next_ < entries_.size() ? entries_[next_].step : std::numeric_limits<Step>::max();
  }

 private:
  struct Entry {
    Step step;
    std::uint32_t neuron;
  };
  std::uint32_t neurons_;
  std::vector<Entry> entries_;  ///< ascending
  std::size_t next_ = 0;
};

void require_spike_time(double t, const Clock& clock, const Place& place) {
  const bool in_range = t > 0 && t <= kLatestMs;
  const bool late_enough = clock.continuous() ? exact_time(t) > Time{} : clock.nearest(t) > 0;
  if (in_range && late_enough && clock.has_spike_at(t)) return;
  const std::string is = "a spike time is " + shortest_text(t) + " ms; ";
  place.require(in_range,
                is + "times must be above 0 and finite, at most " + number(kLatestMs) + " ms");
  place.refuse(is + "valid are " + clock.valid_times(t, false));
}

class SpikeTrainsDescriptor final : public SourceDescriptorOf<SpikeTrains> {
 public:
  using SourceDescriptorOf::SourceDescriptorOf;

  std::optional<std::uint64_t> size_of(const NeuronModel& model) const override {
    const auto& m = model.as<SpikeTrains>();
    return std::max(m.times.size(), m.exact.size());
  }
  bool is_bounded() const override { return true; }

  void check(const PopulationContext& context, const Place& place) const override {
    const auto& m = context.model().as<SpikeTrains>();
    if (!m.exact.empty()) {
      place.require(m.times.empty(), "its spikes are given twice, in ms and exact");
      require_one_each(m.exact, context, place);
      return check_exact_trains(m.exact, context.clock(), place);
    }
    require_one_each(m.times, context, place);
    for (const std::vector<double>& train : m.times) {
      for (const double t : train) require_spike_time(t, context.clock(), place);
      place.require(std::ranges::is_sorted(train), "the times of a spike train must ascend");
    }
  }

  OwnActivity own_activity(const PopulationContext& context) const override {
    const auto& m = context.model().as<SpikeTrains>();
    if (!m.exact.empty()) return activity_of_exact(m.exact, context);
    return activity_of(
        m.times, context, [](double ms) { return ms; },
        [&](double ms) { return context.clock().steps(ms); });
  }

  double bytes_of_groups(const Population& population, Housing) const override {
    const auto& m = population.model.as<SpikeTrains>();
    return bytes_of_given(spikes_of(m.times) + spikes_of(m.exact),
                          static_cast<double>(population.size));
  }
  double bytes_of_model(const Population& population) const override {
    const auto& m = population.model.as<SpikeTrains>();
    return spikes_of(m.times) * sizeof(double) + spikes_of(m.exact) * sizeof(Time) +
           kTrain * static_cast<double>(population.size);
  }

  std::unique_ptr<NeuronGroup> make_grid_group(const GridGroupRequest& request) const override {
    const auto& m = request.as<SpikeTrains>();
    if (!m.exact.empty()) return SourceDescriptorOf::make_grid_group(request);
    return std::make_unique<SteppedTrains>(m.times, request.slice, request.network.clock);
  }

  std::unique_ptr<SpikeGenerator> make_generator(const Network& network, const Slice& slice,
                                                 std::uint64_t /*seed*/) const override {
    const SpikeTrains& m = model_of(network, slice);
    if (!m.exact.empty()) return std::make_unique<TrainGenerator>(m.exact, slice);
    return std::make_unique<TrainGenerator>(m.times, slice);
  }
};

ParameterDescriptor describe_trains() {
  ParameterDescriptor trains{"train", "ms", "times of the spikes of each neuron, ascending",
                             ParameterKind::kTrains};
  trains.get = [](const void* of) -> ParameterValue {
    const auto& m = *static_cast<const SpikeTrains*>(of);
    return GivenTrains{m.times, m.exact};
  };
  trains.set = [](void* of, ParameterValue value) {
    auto& m = *static_cast<SpikeTrains*>(of);
    auto& given = std::get<GivenTrains>(value);
    m.times = std::move(given.ms);
    m.exact = std::move(given.exact);
  };
  return trains;
}

}  // namespace

const NeuronModelDescriptor& SpikeTrains::descriptor() {
  static const SpikeTrainsDescriptor descriptor({.name = "spike_trains",
                                                 .summary = "sources that fire at given times",
                                                 .equations = "",
                                                 .reference = "NEST spike_generator",
                                                 .parameters = {describe_trains()}});
  return descriptor;
}

}  // namespace engram
