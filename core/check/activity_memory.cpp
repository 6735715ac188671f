#include "core/check/activity_memory.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/connection/expected_synapses.hpp"
#include "core/event/outbox.hpp"
#include "core/event/time_queue.hpp"
#include "core/network/model_descriptor.hpp"
#include "core/partitioning/guessed_rates.hpp"
#include "core/random/draw.hpp"
#include "core/recording/backlog.hpp"
#include "core/recording/recording_span.hpp"
#include "core/synapse/delay_plan.hpp"

namespace engram {
namespace {

constexpr double kBytesInOutbox = sizeof(Spike);
constexpr double kBytesPerVolley = 8;
constexpr double kBytesPerExactVolley = 24;
constexpr double kGrowth = 1.5;  // of vectors that double, on average

// Of one window of the continuous clock: at most 1 ms.
constexpr double kLongestWindow = 1;  // ms
constexpr double kBytesFired = 96;    // a spike that was found, before it is in the outbox
constexpr double kEntriesPerNeuron = 24;
constexpr double kLeastEntries = 1 << 14;
constexpr double kBytesPerEntry = 4;
constexpr double kBytesPerArrival = 16;  // shared by all entries only of one weight and delay
// Each time a neuron is carried on, it enters its next wake-up time; entries that a later one has
// replaced stay in the queue until their tick.
constexpr double kBytesOfWakes = 2.5;  // for each arrival in a ms

constexpr double kBytesOfWriter = 4e6;
constexpr double kBytesPerRecordedSpike = 24;
constexpr double kSpikesInWriter = 1 << 20;

double duration_ms(const Network& network) {
  return ms_from_ticks(network.warm_up + network.duration);
}

double size_of(const Network& network, PopulationIndex p) {
  return static_cast<double>(network.populations[p].size);
}

struct Delays {
  double least = std::numeric_limits<double>::infinity();  ///< ms
  double most = 0;                                         ///< ms
};

Delays delays_of(const Network& network, const Projection& p) {
  Delays delays;
  if (const auto* list = std::get_if<ExplicitList>(&p.rule)) {
    for (const ExplicitList::Connection& c : list->connections) {
      delays.least = std::min(delays.least, c.delay);
      delays.most = std::max(delays.most, c.delay);
    }
  } else {
    const Sampler sampler(p.delay);
    const double step = ms_from_ticks(network.clock.step());
    delays = {std::max(step, sampler.min_value()), std::max(step, sampler.max_value())};
  }
  return delays;
}

double arrivals(const Network& network, const Projection& p, std::span<const double> rates) {
  return rates[p.source] * expected_synapses(network, p) / size_of(network, p.source);
}

double recorded_rate(const Network& network, std::span<const double> rates) {
  double sum = 0;
  for (PopulationIndex p = 0; p < rates.size(); ++p) {
    const bool recorded = network.spike_recorders.empty() ||
                          std::ranges::any_of(network.spike_recorders, [p](const SpikeRecorder& r) {
                            return r.selection.population == p;
                          });
    if (recorded) sum += rates[p];
  }
  return sum;
}

}  // namespace

std::vector<double> peak_rates(const Network& network) {
  std::vector<double> rates = guessed_rates(network);
  for (PopulationIndex p = 0; p < rates.size(); ++p) {
    const OwnActivity own = network.populations[p].model.descriptor().own_activity({network, p});
    rates[p] = own.rate > 0 ? own.peak : rates[p] * (size_of(network, p) / 1000);
  }
  for (PopulationIndex p = 0; p < rates.size(); ++p) {
    if (!network.populations[p].model.descriptor().repeats_input()) continue;
    double sum = 0;
    for (const Projection& projection : network.projections) {
      if (projection.target == p) sum += arrivals(network, projection, rates);
    }
    rates[p] = std::max(rates[p], sum);
  }
  return rates;
}

double bytes_of_spikes(const Network& network, std::span<const double> rates,
                       std::span<const double> reached) {
  std::vector<double> most_delay(rates.size(), 0);  // ms
  for (const Projection& p : network.projections) {
    most_delay[p.source] = std::max(most_delay[p.source], delays_of(network, p).most);
  }
  const double longest = most_delay.empty() ? 0 : std::ranges::max(most_delay);
  const bool continuous = network.clock.continuous();
  const double volley = kGrowth * (continuous ? kBytesPerExactVolley : kBytesPerVolley);
  const double step = ms_from_ticks(network.clock.step());
  const double duration = duration_ms(network);
  double bytes = 0;
  for (PopulationIndex p = 0; p < rates.size(); ++p) {
    const double in_one_go =
        continuous ? kBytesFired * std::min(kLongestWindow, duration) : 4 * kGrowth * step;
    bytes += rates[p] * in_one_go;
    if (most_delay[p] == 0) continue;
    // Spikes stay in the outbox until the last of them has arrived, and some until the next drop.
    const double kept = std::min(longest + std::max(1.0, longest / 4), duration);
    bytes += rates[p] * kept * kBytesInOutbox;
    bytes += rates[p] * std::min(most_delay[p], duration) * reached[p] * volley;
  }
  return bytes;
}

double bytes_of_inputs(const Network& network, std::span<const double> rates) {
  if (!network.clock.continuous()) return 0;
  const DelayPlan plan(network);
  double bytes = 0;
  for (std::size_t i = 0; i < network.projections.size(); ++i) {
    const Projection& p = network.projections[i];
    const bool shared = !plan.own(i) && Sampler(p.weight).is_constant() &&
                        !std::holds_alternative<ExplicitList>(p.rule);
    const double each = kBytesPerEntry + (shared ? 0 : kBytesPerArrival);
    const double arriving = arrivals(network, p, rates);
    const NeuronModelDescriptor& target = network.populations[p.target].model.descriptor();
    if (target.integrates_input()) bytes += kBytesOfWakes * arriving;
    const double in_window =
        arriving * std::min({kLongestWindow, delays_of(network, p).least, duration_ms(network)});
    const NeuronModelDescriptor& source = network.populations[p.source].model.descriptor();
    const bool at_once = source.own_activity({network, p.source}).volley > 0 && !plan.own(i);
    const double most = std::max(kEntriesPerNeuron * size_of(network, p.target), kLeastEntries);
    bytes += each * kGrowth * (at_once ? in_window : std::min(in_window, 2 * most));
  }
  return bytes;
}

double bytes_of_recording(const Network& network, std::span<const double> rates) {
  const double duration = duration_ms(network);
  const double span = std::min(duration, ms_from_ticks(recording_span(network)));
  const double spikes = kBytesPerRecordedSpike * recorded_rate(network, rates);
  double waiting = spikes * duration;
  double at_once = spikes * span * kGrowth +
                   std::min(spikes * duration, kBytesPerRecordedSpike * kSpikesInWriter);
  for (const StateRecorder& recorder : network.state_recorders) {
    const NeuronSelection& selection = recorder.selection;
    const double neurons = selection.neurons.empty()
                               ? size_of(network, selection.population)
                               : static_cast<double>(selection.neurons.size());
    const double instant = 8 * neurons * static_cast<double>(recorder.variables.size());
    waiting += instant * std::floor(duration / recorder.interval);
    at_once += 2 * instant + sizeof(double) * 3 * neurons;
  }
  return kBytesOfWriter + std::min(waiting, static_cast<double>(Backlog::kMostBytes)) + at_once;
}

}  // namespace engram
