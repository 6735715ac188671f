#include <algorithm>
#include <thread>

#include "core/engine/simulation.hpp"
#include "core/network/expected_synapses.hpp"
#include "core/network/receptors.hpp"
#include "core/network/synapse_stream.hpp"
#include "core/random/draw.hpp"

namespace engram {
namespace {

// State, input rows and spike statistics of a neuron; measured upper bound over the models.
constexpr double kBytesPerNeuron = 120;

// Program, queues, outboxes.
constexpr double kBytesOfProgram = 30e6;

double bytes_per_synapse(const Projection& projection) {
  WeightStorage storage = projection.storage;
  if (storage == WeightStorage::kAuto) {
    storage = std::holds_alternative<ExplicitList>(projection.rule) ? WeightStorage::kF64
              : projection.weight.is_constant()                     ? WeightStorage::kConst
                                                                    : WeightStorage::kW16;
  }
  return 2.0 * halves_per_synapse(storage);
}

/// Number of delays (in steps) that the synapses of one source spread over.
double delays_of(const Projection& projection, double step) {
  if (projection.delay.is_constant()) return 1;
  const Sampler delays(projection.delay);
  return std::max(1.0, (delays.max_value() - std::max(delays.min_value(), step)) / step);
}

}  // namespace

Estimate estimate(const Network& network, const SimulationOptions& options) {
  Estimate result{.bytes = kBytesOfProgram};
  for (const Population& population : network.populations) result.neurons += population.size;
  const double neurons = static_cast<double>(result.neurons);
  const double step = ms_from_ticks(network.clock.step);
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  const double wanted = options.partitions != 0 ? options.partitions : cores;
  const double partitions = std::max(wanted, neurons / 65'536);
  for (const Projection& projection : network.projections) {
    const double synapses = expected_synapses(network, projection);
    const double sources = static_cast<double>(network.populations[projection.source].size);
    // A header a run: as many as there are delays, but no more than synapses.
    const double runs = std::min(synapses, sources * partitions * delays_of(projection, step));
    result.synapses += synapses;
    result.bytes += synapses * bytes_per_synapse(projection) + 4 * runs;
  }
  result.bytes += neurons * kBytesPerNeuron + 4 * std::min(neurons * partitions, result.synapses);
  return result;
}

}  // namespace engram
