#include "core/check/source_limits.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/connection/expected_synapses.hpp"

namespace engram {
namespace {

constexpr double kMostAtOnce = 65'536;     // spikes of one neuron in one step of a grid
constexpr double kMostOfPopulation = 1e8;  // spikes in 1 ms, or in one step

/// What a count of this mean hardly ever exceeds: twelve standard deviations.
double largest_count(double mean, double shape) {
  return mean + 12 * std::sqrt(mean / std::min(shape, 1.0)) + 45 / std::min(shape, 1.0);
}

void require_at_once(double count, const std::string& field, double step, const Place& place) {
  place.require(count <= kMostAtOnce, field + ": a neuron could fire " + number(std::ceil(count)) +
                                          " times in one step of " + number(step) +
                                          " ms; at most " + number(kMostAtOnce) +
                                          " times are possible: take a smaller step");
}

/// The largest constant current (pA), devices included.
double largest_current(const Network& network, PopulationIndex population, double I_e) {
  double sum = I_e;
  for (const Device& device : network.devices) {
    const auto* current = std::get_if<StepCurrent>(&device);
    if (current == nullptr || current->target != population || current->amplitudes.empty())
      continue;
    sum += std::max(0.0, std::ranges::max(current->amplitudes));
  }
  return sum;
}

}  // namespace

void check_source_rate(const Network& network, const Population& population, double rate,
                       double shape, const Place& place) {
  place.require_finite("the rate", rate);
  place.require_not_negative("the rate", rate, "Hz");
  place.require(rate <= kMaxRate, "the rate is " + number(rate) + " Hz; it must be from 0 to " +
                                      number(kMaxRate) + " Hz");
  const double step = ms_from_ticks(network.clock.step());
  const double span = network.clock.continuous() ? 1 : std::max(1.0, step);
  const double all = rate / 1000 * span * static_cast<double>(population.size);
  place.require(all <= kMostOfPopulation,
                "the rate is " + number(rate) + " Hz, and " + std::to_string(population.size) +
                    " neurons of it fire " + number(all) + " times in " + number(span) +
                    " ms; at most " + number(kMostOfPopulation) + " times are possible: up to " +
                    number(rate * kMostOfPopulation / std::max(all, 1.0)) + " Hz");
  if (!network.clock.continuous() && rate > 0) {
    require_at_once(largest_count(rate / 1000 * step, shape), "the rate is " + number(rate) + " Hz",
                    step, place);
  }
}

void check_packets_on_grid(const Network& network, const PulsePackets& packets,
                           const Place& place) {
  if (network.clock.continuous()) return;
  const double step = ms_from_ticks(network.clock.step());
  // In the middle of a packet, where the density is 1 / width, with those that it runs into.
  const double width = std::max(step, packets.sd * std::sqrt(2 * std::numbers::pi));
  std::size_t near = 0;
  for (std::size_t first = 0, end = 0; first < packets.times.size(); ++first) {
    while (end < packets.times.size() && packets.times[end] <= packets.times[first] + width) ++end;
    near = std::max(near, end - first);
  }
  const double all = static_cast<double>(near) * packets.spikes;
  const double mean = all * step / width;
  require_at_once(std::min(all, packets.sd == 0 ? mean : largest_count(mean, 1)),
                  "a packet has " + std::to_string(packets.spikes) + " spikes of each neuron", step,
                  place);
}

void check_own_firing(const Network& network, PopulationIndex population, const LifParameters& lif,
                      const Place& place) {
  if (!network.clock.continuous()) return;
  const double current = largest_current(network, population, lif.I_e);
  const double steady = lif.E_L + current * lif.tau_m / lif.C_m;
  if (!(steady > lif.V_th)) return;
  const double interval =
      lif.t_ref + lif.tau_m * std::log1p((lif.V_th - lif.V_reset) / (steady - lif.V_th));
  place.require(interval * kMaxRate >= 1000,
                "a constant current of " + number(current) + " pA makes it fire every " +
                    number(interval) + " ms; it must be no more than " + number(kMaxRate) +
                    " times a second: lower I_e, or give it a t_ref of 0.0001 ms");
}

void check_volley_onto_relays(const Network& network, const Projection& projection,
                              const Place& place) {
  const auto* packets = std::get_if<PulsePackets>(&network.populations[projection.source].model);
  const bool relays = std::holds_alternative<Relay>(network.populations[projection.target].model);
  const bool one_delay = std::holds_alternative<Constant>(projection.delay.law) &&
                         !std::holds_alternative<ExplicitList>(projection.rule);
  if (network.clock.continuous() || packets == nullptr || packets->sd != 0 || !relays ||
      !one_delay) {
    return;
  }
  const double arriving = packets->spikes * expected_synapses(network, projection) /
                          static_cast<double>(network.populations[projection.target].size);
  place.require(arriving <= kMostAtOnce,
                number(arriving) + " spikes of a packet reach a relay at once; on a grid at most " +
                    number(kMostAtOnce) +
                    " can be repeated in a step; valid: fewer, an sd above "
                    "0, or the continuous clock");
}

}  // namespace engram
