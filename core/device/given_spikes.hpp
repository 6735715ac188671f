#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "core/device/source_descriptor.hpp"

// Shared by populations whose spikes are given one by one.

namespace engram {

/// The time (s) over which given spikes that last until `last_ms` are counted for mean rates.
inline double seconds_until(double last_ms) {
  constexpr double kShortest = 1;  // s
  return std::max(last_ms / 1000, kShortest);
}

/// Refuses more spikes than may be given.
inline void require_few_given(double events, const Place& place) {
  constexpr double kMostEvents = 1e9;  // of all neurons of a population
  place.require(events <= kMostEvents, "it would fire " + number(events) + " times; at most " +
                                           number(kMostEvents) + " spikes can be given");
}

/// Requires one train for every neuron, and not too many spikes in all.
template <class Train>
void require_one_each(const std::vector<Train>& trains, const PopulationContext& context,
                      const Place& place) {
  const std::uint64_t size = context.population().size;
  place.require(trains.size() == size, "there are " + std::to_string(trains.size()) +
                                           " spike trains for " + std::to_string(size) +
                                           " neurons; each needs one");
  require_few_given(spikes_of(trains), place);
}

/// What is known of trains whose times are `ms_of(time)` and fall on the step `step_of(time)`.
template <class Train, class MsOf, class StepOf>
OwnActivity activity_of(const std::vector<Train>& trains, const PopulationContext& context,
                        MsOf&& ms_of, StepOf&& step_of) {
  // The fullest of spans of about 1 ms, at least a thousandth of the run.
  const double duration = context.run_ms();
  const double width = std::max(1.0, duration / 1000);
  std::vector<double> spans(static_cast<std::size_t>(duration / width) + 1);
  std::size_t most = 1;
  double last_ms = 0;
  for (const Train& train : trains) {
    if (!train.empty()) last_ms = std::max(last_ms, ms_of(train.back()));
    for (std::size_t begin = 0, i = 0; i < train.size(); ++i) {
      const double ms = ms_of(train[i]);
      if (ms <= duration) ++spans[static_cast<std::size_t>(ms / width)];
      if (step_of(train[i]) != step_of(train[begin])) begin = i;
      most = std::max(most, i - begin + 1);
    }
  }
  return {.rate = spikes_of(trains) / (context.size() * seconds_until(last_ms)),
          .peak = std::ranges::max(spans),
          .most_per_instant = static_cast<double>(most)};
}

/// Bytes of the groups that hold `spikes` spikes of `neurons` neurons.
inline double bytes_of_given(double spikes, double neurons) {
  constexpr double kSpikeTime = 16;
  constexpr double kTrainAndPending = 60;
  return 1.3 * kSpikeTime * spikes + neurons * kTrainAndPending;
}

/// Refuses times that are not valid in a replayed train: that do not ascend, are not later than 0
/// or, on a grid, lie off it.
void check_exact_trains(const std::vector<std::vector<Time>>& trains, const Clock& clock,
                        const Place& place);

/// What is known of trains of exact times.
OwnActivity activity_of_exact(const std::vector<std::vector<Time>>& trains,
                              const PopulationContext& context);

}  // namespace engram
