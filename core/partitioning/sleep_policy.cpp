#include <algorithm>
#include <cmath>

#include "core/connection/expected_synapses.hpp"
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
constexpr double kShortestExtent = 1;  // s, of given spikes
constexpr double kUsualStep = 0.1;     // ms; the continuous clock has none

/// Mean and variance of the potential that an input makes, per event and ms.
struct Drive {
  double mean = 0;      // mV
  double variance = 0;  // mV^2
};

/// The response to `rate` events per ms of weight `w`: Campbell's theorem for the model's PSP.
Drive response(const NeuronModel& model, double rate, double w) {
  const auto filtered = [&](const LifParameters& p, double charge, double tau_syn) {
    const double psp_area = charge * p.tau_m / p.C_m;
    return Drive{rate * psp_area, rate * psp_area * psp_area / (2 * (p.tau_m + tau_syn))};
  };
  if (const auto* exp = std::get_if<IafPscExp>(&model)) {
    const double tau = w < 0 ? exp->tau_syn_in : exp->tau_syn_ex;
    return filtered(*exp, w * tau, tau);
  }
  if (const auto* alpha = std::get_if<IafPscAlpha>(&model)) {
    const double tau = w < 0 ? alpha->tau_syn_in : alpha->tau_syn_ex;
    return filtered(*alpha, w * tau * std::exp(1.0), tau);
  }
  if (const auto* delta = std::get_if<IafPscDelta>(&model)) {
    return {rate * w * delta->tau_m, rate * w * w * delta->tau_m / 2};
  }
  return {};
}

const LifParameters* lif_parameters(const NeuronModel& model) {
  return std::visit(
      [](const auto& m) -> const LifParameters* {
        if constexpr (std::is_base_of_v<LifParameters, std::decay_t<decltype(m)>>) {
          return &m;
        } else {
          return nullptr;
        }
      },
      model);
}

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

double ms_of(double time) { return time; }
double ms_of(Time time) { return ms_between({}, time); }

/// Spikes per second and neuron of given trains, over the time that they last.
template <class Train>
double mean_rate(const std::vector<Train>& trains) {
  double spikes = 0;
  double last_ms = 0;
  for (const Train& train : trains) {
    spikes += static_cast<double>(train.size());
    if (!train.empty()) last_ms = std::max(last_ms, ms_of(train.back()));
  }
  const double seconds = std::max(last_ms / 1000, kShortestExtent);
  return spikes / (static_cast<double>(std::max<std::size_t>(trains.size(), 1)) * seconds);
}

double largest_rate(const RateProfile& rate) {
  if (const auto* sinusoid = std::get_if<RateSinusoid>(&rate)) {
    return sinusoid->mean + sinusoid->amplitude;
  }
  return std::ranges::max(std::get<RateTable>(rate).rates);
}

/// Spikes per second and neuron that do not depend on other populations.
double own_rate(const Population& population) {
  if (const auto* poisson = std::get_if<PoissonPopulation>(&population.model)) return poisson->rate;
  if (const auto* gamma = std::get_if<GammaPopulation>(&population.model)) return gamma->rate;
  if (const auto* varying = std::get_if<InhomogeneousPoissonPopulation>(&population.model)) {
    return largest_rate(varying->rate);
  }
  if (const auto* trains = std::get_if<SpikeTrains>(&population.model)) {
    return mean_rate(trains->times);
  }
  if (const auto* replay = std::get_if<Replay>(&population.model)) return mean_rate(replay->times);
  if (const auto* packets = std::get_if<PulsePackets>(&population.model)) {
    return mean_rate(std::vector<std::vector<double>>{packets->times}) * packets->spikes;
  }
  return std::holds_alternative<Injected>(population.model) ? kGuessedRate : 0;
}

/// The current and Poisson input of a population's own devices.
Drive device_drive(const Network& network, PopulationIndex target) {
  const NeuronModel& model = network.populations[target].model;
  const LifParameters* lif = lif_parameters(model);
  if (lif == nullptr) return {};
  Drive total{lif->E_L + lif->I_e * lif->tau_m / lif->C_m, 0};
  for (const Device& device : network.devices) {
    if (const auto* poisson = std::get_if<PoissonDrive>(&device);
        poisson && poisson->target == target) {
      const Drive d = response(model, poisson->rate / 1000, poisson->weight);
      total.mean += d.mean;
      total.variance += d.variance;
    }
    if (const auto* current = std::get_if<StepCurrent>(&device);
        current && current->target == target) {
      const auto peak = std::ranges::max_element(current->amplitudes);
      if (peak != current->amplitudes.end())
        total.mean += std::max(*peak, 0.0) * lif->tau_m / lif->C_m;
    }
  }
  return total;
}

bool has_device(const Network& network, PopulationIndex p) {
  return std::ranges::any_of(network.devices, [p](const Device& device) {
    return std::visit([p](const auto& d) { return d.target == p; }, device);
  });
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
  for (const Population& population : network.populations) rates.push_back(own_rate(population));
  for (bool changed = true; changed;) {
    changed = false;
    for (PopulationIndex p = 0; p < rates.size(); ++p) {
      const Population& population = network.populations[p];
      const LifParameters* lif = lif_parameters(population.model);
      const bool relay = std::holds_alternative<Relay>(population.model);
      if (rates[p] > 0 || (lif == nullptr && !relay)) continue;
      Drive drive = device_drive(network, p);
      double arrivals = 0;
      for (const Projection& projection : network.projections) {
        if (projection.target != p) continue;
        const double rate = arrival_rate(network, projection, rates);
        const double weight = typical_weight(projection);
        const Drive d = response(population.model, rate / 1000, weight);
        arrivals += rate;
        drive.mean += std::max(d.mean, 0.0);
        drive.variance += d.variance;
      }
      const bool fires =
          relay ? arrivals > 0
                : drive.mean + kThresholdSigmas * std::sqrt(drive.variance) >= lif->V_th;
      if (fires) {
        rates[p] = relay ? arrivals : kGuessedRate;
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
    if (population.sleep != Sleep::kAuto || lif_parameters(population.model) == nullptr) {
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
