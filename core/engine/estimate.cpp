#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <thread>

#include "core/engine/simulation.hpp"
#include "core/network/expected_synapses.hpp"
#include "core/network/incoming_builder.hpp"
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
// On the continuous clock, with the inputs collected at a time; and its arrivals from each drive.
constexpr double kBytesPerExactNeuron = 400;
constexpr double kBytesPerDrivenNeuron = 210;

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

/// Number of keys of delays (DelayPlan) that the synapses of one source spread over.
double delays_of(const Projection& projection, bool own, double step) {
  if (own) return 1;
  if (const auto* list = std::get_if<ExplicitList>(&projection.rule)) {
    std::set<double> delays;
    for (const ExplicitList::Connection& c : list->connections) delays.insert(c.delay);
    return std::max<double>(1, static_cast<double>(delays.size()));
  }
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

/// Counters that the synapses of one source population need in each partition that they reach.
struct Counters {
  double sources = 0;
  double first_delay = std::numeric_limits<double>::infinity();  ///< steps
  double last_delay = 0;
  std::set<WeightStorage> storages;

  void include(const Projection& projection, bool own, double step) {
    storages.insert(storage_of(projection));
    if (own) return;
    const auto may_have = [&](double delay) {
      first_delay = std::min(first_delay, std::max(1.0, delay / step));
      last_delay = std::max(last_delay, delay / step);
    };
    if (const auto* list = std::get_if<ExplicitList>(&projection.rule)) {
      for (const ExplicitList::Connection& c : list->connections) may_have(c.delay);
    } else {
      const Sampler delays(projection.delay);
      may_have(delays.min_value());
      may_have(delays.max_value());
    }
  }
  double number() const {
    return sources * std::max(1.0, last_delay - first_delay + 1) *
           static_cast<double>(storages.size());
  }
};

/// What is swept, or what sleeps, and the partitions that hold it.
struct Kind {
  TargetWidth width;
  double max_slots;
  double bytes_per_neuron;
  double neurons = 0;
  double synapses = 0;
  std::map<PopulationIndex, Counters> counters{};  ///< by source

  double partitions(double wanted) const { return std::max(wanted, neurons / max_slots); }

  /// While `threads` partitions at once are built.
  double building_bytes(double wanted, double threads) const {
    const double each = synapses / partitions(wanted);
    double number = 0;
    for (const auto& [source, c] : counters) number += c.number();
    const double bytes =
        suits_counting(number, each) ? kBytesPerCounter * number : kBytesPerRecord * each;
    return bytes * std::min(threads, partitions(wanted));
  }
};

double bytes_of_synapses(const Network& network, const Projection& projection, bool own,
                         const Kind& kind, double partitions) {
  const double synapses = expected_synapses(network, projection);
  const double sources = static_cast<double>(network.populations[projection.source].size);
  const double delays = delays_of(projection, own, ms_from_ticks(network.clock.step()));
  const std::uint32_t halves = halves_per_synapse(
      SynapseClass{.storage = storage_of(projection), .own_delay = own}, kind.width);
  return 2 * synapses * halves +
         bytes_of_runs(synapses, sources * partitions * delays, halves % 2 != 0);
}

double bytes_of_drives(const Network& network) {
  double bytes = 0;
  for (const Device& device : network.devices) {
    const PopulationIndex target = std::visit([](const auto& d) { return d.target; }, device);
    if (std::holds_alternative<StepCurrent>(device)) continue;
    bytes += kBytesPerDrivenNeuron * static_cast<double>(network.populations[target].size);
  }
  return bytes;
}

/// What the keys of delays count in, ms. On the continuous clock they are ranks: as many as there
/// are constants, more or less.
double delay_unit(const Network& network) {
  return network.clock.continuous() ? 1 : ms_from_ticks(network.clock.step());
}

}  // namespace

Estimate estimate(const Network& network, const SimulationOptions& options) {
  Estimate result{.bytes = kBytesOfProgram};
  Kind kinds[] = {{TargetWidth::k16, kMaxSweptSlots, kBytesPerNeuron},
                  {TargetWidth::k32, kMaxSleepingSlots, kBytesPerSleepingNeuron}};
  const DelayPlan delays(network);
  if (network.clock.continuous()) {
    for (Kind& kind : kinds) kind.bytes_per_neuron = kBytesPerExactNeuron;
    result.bytes += bytes_of_drives(network);
  }
  const std::vector<bool> sleeps = sleeping_populations(network);
  for (PopulationIndex p = 0; p < network.populations.size(); ++p) {
    result.neurons += network.populations[p].size;
    kinds[sleeps[p]].neurons += static_cast<double>(network.populations[p].size);
  }
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  const double threads = options.threads != 0 ? options.threads : cores;
  const double wanted =
      options.partitions != 0 ? options.partitions : std::min<double>(threads, cores);
  for (std::size_t p = 0; p < network.projections.size(); ++p) {
    const Projection& projection = network.projections[p];
    Kind& kind = kinds[sleeps[projection.target]];
    const double synapses = expected_synapses(network, projection);
    kind.synapses += synapses;
    result.synapses += synapses;
    result.bytes +=
        bytes_of_synapses(network, projection, delays.own(p), kind, kind.partitions(wanted));
    Counters& counters = kind.counters[projection.source];
    counters.sources = static_cast<double>(network.populations[projection.source].size);
    counters.include(projection, delays.own(p), delay_unit(network));
  }
  const double neurons = static_cast<double>(result.neurons);
  double building = 0;
  for (const Kind& kind : kinds) {
    result.bytes += kind.neurons * kind.bytes_per_neuron +
                    4 * std::min(neurons * kind.partitions(wanted), kind.synapses);
    building = std::max(building, kind.building_bytes(wanted, std::min<double>(threads, cores)));
  }
  result.building_bytes = result.bytes + building;
  return result;
}

}  // namespace engram
