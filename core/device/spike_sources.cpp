#include "core/device/spike_sources.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <tuple>

#include "core/base/error.hpp"
#include "core/base/given_time.hpp"

namespace engram {

namespace {

const PoissonPopulation& model_of(const Network& network, const Slice& slice) {
  return std::get<PoissonPopulation>(network.populations[slice.population].model);
}

}  // namespace

PoissonSources::PoissonSources(const Network& network, const Slice& slice, std::uint64_t seed)
    : slice_(slice),
      step_ms_(ms_from_ticks(network.clock.step())),
      rate_(model_of(network, slice).rate),
      most_(most_poisson_count(rate_ / 1000 * step_ms_)),
      counts_(rate_ / 1000 * step_ms_),
      key_(philox_key(seed, Purpose::kPoissonPopulation, slice.population)),
      start_(network.clock.steps(model_of(network, slice).start)),
      stop_(network.clock.steps(model_of(network, slice).stop)),
      drawn_(slice.count) {}

void PoissonSources::change_rate(double hz, Step) {
  rate_ = hz;
  has_changed_ = true;
  counts_ = PoissonSampler(hz / 1000 * step_ms_);
}

void PoissonSources::advance(Step step, std::vector<std::uint32_t>& fired) {
  if (step <= start_ || step > stop_ || rate_ == 0) return;
  counts_.counts(key_, static_cast<std::uint64_t>(step), slice_.first, drawn_);
  if (has_changed_ && std::ranges::max(drawn_) > most_) {
    throw EnvironmentError("a Poisson source fires " + std::to_string(std::ranges::max(drawn_)) +
                           " times at step " + std::to_string(step) +
                           "; for its rate at the beginning at most " + shortest_text(most_) +
                           " are allowed for");
  }
  for (std::uint32_t i = 0; i < slice_.count; ++i) fired.insert(fired.end(), drawn_[i], i);
}

Step PoissonSources::next_activity(Step now) const {
  return now < stop_ && rate_ > 0 ? std::max(now, start_) + 1 : std::numeric_limits<Step>::max();
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
