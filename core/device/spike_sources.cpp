#include "core/device/spike_sources.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

namespace engram {

PoissonSources::PoissonSources(const Network& network, const Slice& slice)
    : slice_(slice),
      counts_(std::get<PoissonPopulation>(network.populations[slice.population].model).rate / 1000 *
              ms_from_ticks(network.clock.step())),
      key_(philox_key(network.seed, Purpose::kPoissonPopulation, slice.population)),
      drawn_(slice.count) {
  const auto& model = std::get<PoissonPopulation>(network.populations[slice.population].model);
  start_ = network.clock.steps(model.start);
  stop_ = model.rate > 0 ? network.clock.steps(model.stop) : start_;
}

void PoissonSources::advance(Step step, std::vector<std::uint32_t>& fired) {
  if (step <= start_ || step > stop_) return;
  counts_.counts(key_, static_cast<std::uint64_t>(step), slice_.first, drawn_);
  for (std::uint32_t i = 0; i < slice_.count; ++i) fired.insert(fired.end(), drawn_[i], i);
}

Step PoissonSources::next_activity(Step now) const {
  return now < stop_ ? std::max(now, start_) + 1 : std::numeric_limits<Step>::max();
}

SpikeTrainSources::SpikeTrainSources(const Network& network, const Slice& slice) {
  const auto& times = std::get<SpikeTrains>(network.populations[slice.population].model).times;
  const Clock& clock = network.clock;
  for (std::uint32_t i = 0; i < slice.count; ++i) {
    for (const double t : times[slice.first + i]) entries_.push_back({clock.steps(t), i});
  }
  std::ranges::sort(entries_, {}, [](const Entry& e) { return std::tuple(e.step, e.neuron); });
}

void SpikeTrainSources::advance(Step step, std::vector<std::uint32_t>& fired) {
  for (; next_ < entries_.size() && entries_[next_].step <= step; ++next_) {
    fired.push_back(entries_[next_].neuron);
  }
}

Step SpikeTrainSources::next_activity(Step) const {
  return next_ < entries_.size() ? entries_[next_].step : std::numeric_limits<Step>::max();
}

}  // namespace engram
