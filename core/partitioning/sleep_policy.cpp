#include <algorithm>
#include <cmath>

#include "core/connection/expected_synapses.hpp"
#include "core/network/device_descriptor.hpp"
#include "core/partitioning/guessed_rates.hpp"
#include "core/partitioning/partitioning.hpp"
#include "core/random/draw.hpp"

// Sleep::kAuto, decided from the model alone by a mean-field guess: which populations will fire at
// all, and so how often a volley will touch a neuron. A touch costs about as much as sweeping a
// neuron for eighty steps (bench/quiet.md), so a population sleeps if it is touched more rarely
// than that.

namespace engram {
namespace {

constexpr double kGuessedRate = 10;              // Hz, of a driven neuron
constexpr double kMaxTouchesPerStep = 1.0 / 80;  // per neuron
constexpr double kThresholdSigmas = 3;
constexpr double kUsualStep = 0.1;  // ms; the continuous clock has none

/// A weight of about the size of the projection's, with the sign of most.
double typical_weight(const Projection& projection) {
  if (const auto* list = std::get_if<ExplicitList>(&projection.rule)) {
    double sum = 0;
    for (const ExplicitList::Connection& c : list->connections) sum += c.weight;
    return sum / static_cast<double>(std::max<std::size_t>(1, list->connections.size()));
  }
  const Sampler weights(projection.weight);
  return weights.max_value() <= 0 ? -weights.median_magnitude() : weights.median_magnitude();
}

/// The potential under the current and the Poisson input of a population's own devices.
PotentialResponse device_drive(const Network& network, PopulationIndex target,
                               const MeanField& neuron) {
  const NeuronModel& model = network.populations[target].model;
  PotentialResponse total{neuron.rest, 0};
  for (const Device& device : network.devices) {
    if (device.target() != target) continue;
    const DeviceLoad load = device.descriptor().load(device);
    const PotentialResponse r = model.descriptor().response(model, load.events / 1000, load.weight);
    total.mean += r.mean + load.largest_current * neuron.per_pA;
    total.variance += r.variance;
  }
  return total;
}

bool has_device(const Network& network, PopulationIndex p) {
  return std::ranges::any_of(network.devices,
                             [p](const Device& device) { return device.target() == p; });
}

/// Expected arrivals per second at one neuron of the projection's target.
double arrival_rate(const Network& network, const Projection& projection,
                    const std::vector<double>& rates) {
  return rates[projection.source] * expected_synapses(network, projection) /
         static_cast<double>(network.populations[projection.target].size);
}

}  // namespace

std::vector<double> guessed_rates(const Network& network) {
  std::vector<double> rates;
  for (PopulationIndex p = 0; p < network.populations.size(); ++p) {
    rates.push_back(network.populations[p].model.descriptor().own_activity({network, p}).rate);
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (PopulationIndex p = 0; p < rates.size(); ++p) {
      const NeuronModel& model = network.populations[p].model;
      const std::optional<MeanField> neuron = model.descriptor().mean_field(model);
      const bool repeats = model.descriptor().repeats_input();
      if (rates[p] > 0 || (!neuron && !repeats)) continue;
      PotentialResponse drive = neuron ? device_drive(network, p, *neuron) : PotentialResponse{};
      double arrivals = 0;
      for (const Projection& projection : network.projections) {
        if (projection.target != p) continue;
        const double rate = arrival_rate(network, projection, rates);
        const double weight = typical_weight(projection);
        const PotentialResponse r = model.descriptor().response(model, rate / 1000, weight);
        arrivals += rate;
        drive.mean += std::max(r.mean, 0.0);
        drive.variance += r.variance;
      }
      const bool fires =
          repeats ? arrivals > 0
                  : drive.mean + kThresholdSigmas * std::sqrt(drive.variance) >= neuron->threshold;
      if (fires) {
        rates[p] = repeats ? arrivals : kGuessedRate;
        changed = true;
      }
    }
  }
  return rates;
}

std::vector<bool> sleeping_populations(const Network& network) {
  std::vector<bool> sleeps(network.populations.size(), false);
  std::vector<double> rates;
  for (PopulationIndex p = 0; p < sleeps.size(); ++p) {
    const Population& population = network.populations[p];
    const NeuronModelDescriptor& descriptor = population.model.descriptor();
    if (population.sleep != Sleep::kAuto ||
        !descriptor.why_never_asleep(population.model).empty()) {
      sleeps[p] = population.sleep == Sleep::kAlways;
      continue;
    }
    if (has_device(network, p)) continue;
    if (rates.empty()) rates = guessed_rates(network);
    double arrivals = 0;
    for (const Projection& projection : network.projections) {
      if (projection.target == p) arrivals += arrival_rate(network, projection, rates);
    }
    const double step =
        network.clock.continuous() ? kUsualStep : ms_from_ticks(network.clock.step());
    const double touches = arrivals / 1000 * step;
    sleeps[p] = rates[p] == 0 && touches < kMaxTouchesPerStep;
  }
  return sleeps;
}

}  // namespace engram
