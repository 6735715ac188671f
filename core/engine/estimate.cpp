#include <algorithm>
#include <cmath>
#include <thread>

#include "core/engine/simulation.hpp"
#include "core/network/expected_synapses.hpp"
#include "core/network/partitioning.hpp"
#include "core/network/receptors.hpp"
#include "core/network/synapse_classes.hpp"
#include "core/network/synapse_stream.hpp"
#include "core/random/draw.hpp"

namespace engram {
namespace {

// State, input and spike statistics of a neuron; measured upper bound over the models.
constexpr double kBytesPerNeuron = 120;
constexpr double kBytesPerSleepingNeuron = 180;

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

/// Number of delays (in steps) that the synapses of one source spread over.
double delays_of(const Projection& projection, double step) {
  if (projection.delay.is_constant()) return 1;
  const Sampler delays(projection.delay);
  return std::max(1.0, (delays.max_value() - std::max(delays.min_value(), step)) / step);
}

/// What runs take beside their synapses, which are spread over `places` at random: a header each,
/// and, where an odd number of halves was to be stored, another half.
double bytes_of_runs(double synapses, double places, bool odd_synapses) {
  const double empty = std::exp(-synapses / places);
  const double odd_runs = (1 + empty) / 2;  // of a Poisson count, given that it is not 0
  return places * (1 - empty) * (4 + (odd_synapses ? 2 * odd_runs : 0));
}

/// What is swept, or what sleeps, and the partitions that hold it.
struct Kind {
  TargetWidth width;
  double max_slots;
  double bytes_per_neuron;
  double neurons = 0;
  double synapses = 0;

  double partitions(double wanted) const { return std::max(wanted, neurons / max_slots); }
};

}  // namespace

Estimate estimate(const Network& network, const SimulationOptions& options) {
  Estimate result{.bytes = kBytesOfProgram};
  Kind kinds[] = {{TargetWidth::k16, kMaxSweptSlots, kBytesPerNeuron},
                  {TargetWidth::k32, kMaxSleepingSlots, kBytesPerSleepingNeuron}};
  const std::vector<bool> sleeps = sleeping_populations(network);
  for (PopulationIndex p = 0; p < network.populations.size(); ++p) {
    result.neurons += network.populations[p].size;
    kinds[sleeps[p]].neurons += static_cast<double>(network.populations[p].size);
  }
  const double step = ms_from_ticks(network.clock.step);
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  const double wanted = options.partitions != 0 ? options.partitions : cores;
  for (const Projection& projection : network.projections) {
    Kind& kind = kinds[sleeps[projection.target]];
    const double synapses = expected_synapses(network, projection);
    const double sources = static_cast<double>(network.populations[projection.source].size);
    kind.synapses += synapses;
    result.synapses += synapses;
    const std::uint32_t halves = halves_per_synapse(storage_of(projection), kind.width);
    result.bytes +=
        2 * synapses * halves +
        bytes_of_runs(synapses, sources * kind.partitions(wanted) * delays_of(projection, step),
                      halves % 2 != 0);
  }
  const double neurons = static_cast<double>(result.neurons);
  for (const Kind& kind : kinds) {
    result.bytes += kind.neurons * kind.bytes_per_neuron +
                    4 * std::min(neurons * kind.partitions(wanted), kind.synapses);
  }
  return result;
}

}  // namespace engram
