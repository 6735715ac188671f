#include "core/check/neuron_memory.hpp"

#include <set>

#include "core/network/device_descriptor.hpp"
#include "core/random/draw.hpp"

// Sizes of what is kept for each neuron, in bytes. Where a vector grows by doubling, half as much
// again is counted.

namespace engram {
namespace {

constexpr double kStatistics = 32;
constexpr double kExactSlot = 17;  // on the continuous clock: input list, due time, choice

/// The input rows of partitions that are swept, for each neuron: 4 bytes for 16-bit weights, else
/// 8, by receptor.
double input_rows(const Network& network) {
  std::set<std::uint8_t> narrow;
  std::set<std::uint8_t> wide;
  for (const Projection& p : network.projections) {
    const bool list = std::holds_alternative<ExplicitList>(p.rule);
    const Sampler weights(p.weight);
    const bool is_wide = list || p.plastic || weights.is_constant() ||
                         p.storage == WeightStorage::kF32 || p.storage == WeightStorage::kF64;
    const ReceptorChoice choice(network, p);
    std::set<std::uint8_t>& rows = is_wide ? wide : narrow;
    rows.insert(
        {choice.of(list ? 1 : weights.min_value()), choice.of(list ? -1 : weights.max_value())});
  }
  return 4.0 * static_cast<double>(narrow.size()) + 8.0 * static_cast<double>(wide.size());
}

}  // namespace

double bytes_of_neurons(const Network& network, PopulationIndex index, bool sleeps) {
  const Population& population = network.populations[index];
  const bool continuous = network.clock.continuous();
  double each = kStatistics;
  if (continuous) {
    each += kExactSlot;
  } else if (!sleeps) {
    each += input_rows(network);
  }
  return static_cast<double>(population.size) * each +
         population.model.descriptor().bytes_of_groups(population, {continuous, sleeps});
}

double bytes_of_drives(const Network& network) {
  if (!network.clock.continuous()) return 0;
  double bytes = 0;
  for (const Device& device : network.devices) {
    bytes += static_cast<double>(network.populations[device.target()].size) *
             device.descriptor().bytes_per_neuron();
  }
  return bytes;
}

double bytes_of_lists(const Network& network) {
  double bytes = 0;
  for (const Projection& p : network.projections) {
    const auto* list = std::get_if<ExplicitList>(&p.rule);
    if (list != nullptr)
      bytes += static_cast<double>(list->connections.size() * sizeof(ExplicitList::Connection));
  }
  for (const Population& p : network.populations) bytes += p.model.descriptor().bytes_of_model(p);
  return bytes;
}

}  // namespace engram
