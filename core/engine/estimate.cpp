#include <algorithm>
#include <thread>

#include "core/engine/simulation.hpp"
#include "core/network/expected_synapses.hpp"
#include "core/network/receptors.hpp"
#include "core/network/synapse_classes.hpp"
#include "core/network/synapse_stream.hpp"
#include "core/random/draw.hpp"

namespace engram {
namespace {

// State, input rows and spike statistics of a neuron; measured upper bound over the models.
constexpr double kBytesPerNeuron = 120;

// Program, queues, outboxes.
constexpr double kBytesOfProgram = 30e6;

/// What kAuto will choose, unless projections of very different weights share a target.
WeightStorage storage_of(const Projection& projection) {
  if (projection.storage != WeightStorage::kAuto) return projection.storage;
  if (std::holds_alternative<ExplicitList>(projection.rule)) return WeightStorage::kF64;
  if (projection.weight.is_constant()) return WeightStorage::kConst;
  const Sampler weights(projection.weight);
  return suits_w16(weights.max_magnitude(), weights.median_magnitude()) ? WeightStorage::kW16
                                                                        : WeightStorage::kF32;
}

double bytes_per_synapse(const Projection& projection) {
  return 2.0 * halves_per_synapse(storage_of(projection));
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
