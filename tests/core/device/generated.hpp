#pragma once

#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

#include "core/device/spike_generator.hpp"
#include "core/support/small_network.hpp"

namespace engram::test {

inline Time at(double ms) { return {ticks_from_ms(ms), 0}; }

inline double ms_of(Time time) { return ms_between({}, time); }

/// The first `limit` events of each of `count` neurons up to `end`; checks that they ascend.
inline std::vector<std::vector<Time>> take(SpikeGenerator& generator, std::uint32_t count, Time end,
                                           std::size_t limit = 1'000'000) {
  std::vector<std::vector<Time>> all(count);
  bool ascend = true;
  for (std::uint32_t i = 0; i < count; ++i) {
    Time last{0, 1};
    while (all[i].size() < limit) {
      const Time time = generator.next(i);
      ascend = ascend && time >= last;
      if (time == kNeverTime || time > end) break;
      all[i].push_back(last = time);
    }
  }
  CHECK(ascend);
  return all;
}

/// A network of one population of sources.
inline Network sources(const NeuronModel& model, std::uint64_t size) {
  Network network = empty_network(1000);
  network.clock = Clock::any_time();
  add_neurons(network, model, Precision::kDouble, size);
  return network;
}

/// Events of `size` sources, at most `limit` of each, up to `end`.
inline std::vector<std::vector<Time>> generated(const NeuronModel& model, std::uint32_t size,
                                                Time end, std::size_t limit = 1'000'000,
                                                std::uint64_t seed = 1) {
  const auto generator = make_spike_generator(sources(model, size), {0, 0, size, 0}, seed);
  REQUIRE(generator);
  return take(*generator, size, end, limit);
}

/// What separates the events of a neuron from each other, and the first from `start` (ms), after
/// the clock has been changed from t to integral(t).
template <class Integral>
std::vector<double> intervals(const std::vector<std::vector<Time>>& events, double start,
                              const Integral& integral) {
  std::vector<double> all;
  for (const std::vector<Time>& train : events) {
    double last = integral(start);
    for (const Time time : train) {
      const double now = integral(ms_of(time));
      all.push_back(now - last);
      last = now;
    }
  }
  return all;
}

/// All events in ms.
inline std::vector<double> pooled(const std::vector<std::vector<Time>>& events) {
  std::vector<double> all;
  for (const std::vector<Time>& train : events) {
    for (const Time time : train) all.push_back(ms_of(time));
  }
  return all;
}

}  // namespace engram::test
