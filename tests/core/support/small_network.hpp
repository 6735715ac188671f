#pragma once

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "core/network/network.hpp"
#include "core/registry/built_in_models.hpp"
#include "core/support/collecting_sink.hpp"

// Networks of a few neurons in few lines.

namespace engram::test {

/// The whole tick nearest to `ms`, in ms.
inline double on_tick(double ms) { return ms_from_ticks(ticks_from_ms(ms)); }

/// A network without neurons; times in ms.
inline Network empty_network(double duration, double step = 0.1) {
  Network network;
  network.name = "test";
  network.clock = Clock::grid(ticks_from_ms(step));
  network.duration = ticks_from_ms(duration);
  return network;
}

/// Adds LIF neurons that start at rest and never sleep.
inline PopulationIndex add_neurons(Network& network, const NeuronModel& model,
                                   Precision precision = Precision::kDouble,
                                   std::uint64_t size = 1) {
  const auto index = static_cast<PopulationIndex>(network.populations.size());
  Population population;
  population.name = "population " + std::to_string(index);
  population.size = size;
  population.model = model;
  population.sleep = Sleep::kNever;
  population.precision = precision;
  network.populations.push_back(population);
  return index;
}

inline PopulationIndex add_spike_train(Network& network, const std::vector<double>& times) {
  return add_neurons(network, SpikeTrains{.times = {times}});
}

/// One synapse, from neuron 0 to neuron 0.
inline void connect(Network& network, PopulationIndex source, PopulationIndex target, double weight,
                    double delay) {
  Projection projection;
  projection.source = source;
  projection.target = target;
  projection.rule = ExplicitList{{{0, 0, weight, delay}}};
  network.projections.push_back(projection);
}

inline std::uint32_t record_V_m(Network& network, PopulationIndex population) {
  network.state_recorders.push_back(
      {{population, {}}, {"V_m"}, ms_from_ticks(network.clock.step())});
  return static_cast<std::uint32_t>(network.state_recorders.size() - 1);
}

/// Steps at which a neuron of a population fired.
inline std::vector<std::int64_t> spike_steps(const Network& network, const Recorded& run,
                                             PopulationIndex population, std::uint32_t neuron = 0) {
  std::vector<std::int64_t> steps;
  for (const RecordedSpike& spike : run.sink.spikes_of(population)) {
    if (spike.neuron == neuron) steps.push_back(spike.time.tick / network.clock.step());
  }
  return steps;
}

/// V_m (mV) of the recorder's neuron of place `place` by step; entry 0, before any, is not a
/// number.
inline std::vector<double> V_m_by_step(const Network& network, const Recorded& run,
                                       std::uint32_t recorder, std::size_t place = 0) {
  std::vector<double> V_m(static_cast<std::size_t>(network.duration / network.clock.step()) + 1,
                          std::nan(""));
  for (const CollectingSink::Sample& sample : run.sink.samples_of(recorder)) {
    V_m[static_cast<std::size_t>(sample.time / network.clock.step())] = sample.values[place];
  }
  return V_m;
}

}  // namespace engram::test
