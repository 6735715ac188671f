#include "core/check/neuron_memory.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "core/network/receptors.hpp"
#include "core/neuron/lif_propagators.hpp"
#include "core/random/draw.hpp"

// Sizes of what is kept for each neuron, in bytes. Where a vector grows by doubling, half as much
// again is counted.

namespace engram {
namespace {

constexpr double kStatistics = 32;
constexpr double kInitialState = 8;   // drawn before the neurons are made
constexpr double kRefractory = 2;     // a mark, and few entries of a list
constexpr double kGenerator = 32;     // of a neuron's next event
constexpr double kPendingEvent = 36;  // in the queue of generators and of who is to be woken
constexpr double kExactSlot = 17;     // on the continuous clock: input list, due time, choice
constexpr double kExactState = 96;    // and what is handed on when all neurons move at once
constexpr double kPoissonTrain = 216;
constexpr double kSpikeTime = 16;  // of a train held by a source
constexpr double kTrain = 24;

bool is_alpha(const NeuronModel& model) { return std::holds_alternative<IafPscAlpha>(model); }

/// The input rows of partitions that are swept, for each neuron: 4 bytes for 16-bit weights, else
/// 8, by receptor.
double input_rows(const Network& network) {
  std::array<bool, 2> narrow{};
  std::array<bool, 2> wide{};
  for (const Projection& p : network.projections) {
    const NeuronModel& model = network.populations[p.target].model;
    const bool list = std::holds_alternative<ExplicitList>(p.rule);
    const Sampler weights(p.weight);
    const bool is_wide = list || weights.is_constant() || p.storage == WeightStorage::kF32 ||
                         p.storage == WeightStorage::kF64;
    auto& rows = is_wide ? wide : narrow;
    rows[receptor_of(model, weights.min_value())] = true;
    rows[receptor_of(model, weights.max_value())] = true;
    if (list && receptor_count(model) == 2) rows = {true, true};
  }
  const auto count = [](const std::array<bool, 2>& rows) { return rows[0] + rows[1]; };
  return 4.0 * count(narrow) + 8.0 * count(wide);
}

template <class Train>
double spikes_of(const std::vector<Train>& trains) {
  double sum = 0;
  for (const Train& train : trains) sum += static_cast<double>(train.size());
  return sum;
}

/// Spikes that a neuron holds at a time: those of packets that overlap.
double pending_spikes(const PulsePackets& packets) {
  constexpr double kReach = 12;  // in standard deviations: from the first of one to most of another
  std::size_t most = 0;
  for (std::size_t first = 0, end = 0; first < packets.times.size(); ++first) {
    while (end < packets.times.size() &&
           packets.times[end] <= packets.times[first] + kReach * packets.sd) {
      ++end;
    }
    most = std::max(most, end - first);
  }
  return static_cast<double>(std::bit_ceil(std::uint64_t{most} * packets.spikes));
}

/// What a population keeps of its own for all its neurons, beside what every neuron has.
struct OwnBytes {
  bool continuous;
  double size;

  double operator()(const Relay&) const { return 4 * size; }
  double operator()(const PoissonPopulation&) const { return continuous ? generated() : 8 * size; }
  double operator()(const InhomogeneousPoissonPopulation&) const { return generated(); }
  double operator()(const GammaPopulation&) const { return generated(); }
  double operator()(const PulsePackets& m) const {
    return generated() + size * (kTrain + kPendingEvent + kSpikeTime * pending_spikes(m));
  }
  double operator()(const SpikeTrains& m) const { return trains(spikes_of(m.times)); }
  double operator()(const Replay& m) const { return trains(spikes_of(m.times)); }
  double operator()(const auto&) const { return 0; }

  double generated() const { return size * (kGenerator + (continuous ? kPendingEvent : 0)); }
  double trains(double spikes) const {
    return 1.3 * kSpikeTime * spikes + size * (kTrain + kPendingEvent);
  }
};

double lif_state(const Population& population, bool sleeps) {
  const double real = population.precision == Precision::kDouble ? 8 : 4;
  if (sleeps) return kInitialState + (real == 8 ? 128 : 64);
  const bool delta = std::holds_alternative<IafPscDelta>(population.model);
  const double currents = delta ? 0 : receptor_count(population.model);
  return kRefractory + kInitialState / 2 +
         real * (1 + currents * (is_alpha(population.model) ? 2 : 1));
}

}  // namespace

double bytes_of_neurons(const Network& network, PopulationIndex index, bool sleeps) {
  const Population& population = network.populations[index];
  const double size = static_cast<double>(population.size);
  const bool continuous = network.clock.continuous();
  double each = kStatistics;
  if (continuous) {
    each += kExactSlot + (has_membrane(population.model) ? kExactState : 0);
  } else {
    if (!sleeps) each += input_rows(network);
    if (is_lif(population.model)) each += lif_state(population, sleeps);
  }
  return size * each + std::visit(OwnBytes{continuous, size}, population.model);
}

double bytes_of_drives(const Network& network) {
  if (!network.clock.continuous()) return 0;
  double bytes = 0;
  for (const Device& device : network.devices) {
    const PopulationIndex target = std::visit([](const auto& d) { return d.target; }, device);
    const double size = static_cast<double>(network.populations[target].size);
    if (std::holds_alternative<PoissonDrive>(device)) {
      bytes += size * kPoissonTrain;
    } else if (std::holds_alternative<InhomogeneousPoissonDrive>(device)) {
      bytes += size * (kGenerator + kSpikeTime);
    }
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
  for (const Population& p : network.populations) {
    if (const auto* trains = std::get_if<SpikeTrains>(&p.model)) {
      bytes += spikes_of(trains->times) * sizeof(double) + kTrain * static_cast<double>(p.size);
    } else if (const auto* replay = std::get_if<Replay>(&p.model)) {
      bytes += spikes_of(replay->times) * sizeof(Time) + kTrain * static_cast<double>(p.size);
    }
  }
  return bytes;
}

}  // namespace engram
