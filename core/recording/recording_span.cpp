#include "core/recording/recording_span.hpp"

#include <algorithm>

namespace engram {
namespace {

constexpr Tick kSpan = 10 * kTicksPerMs;

double bytes_of_sample(const Network& network, const StateRecorder& recorder) {
  const auto& [population, neurons, origin] = recorder.selection;
  const double chosen =
      static_cast<double>(neurons.empty() ? network.populations[population].size : neurons.size());
  return sizeof(double) * chosen * static_cast<double>(recorder.variables.size());
}

}  // namespace

Tick recording_span(const Network& network) {
  const Tick step = network.clock.step();
  const Tick most_steps = (kSpan - 1) / step + 1;
  double bytes = 0;  // of samples, a step
  for (const StateRecorder& recorder : network.state_recorders) {
    bytes += bytes_of_sample(network, recorder) /
             static_cast<double>(network.clock.steps(recorder.interval));
  }
  if (bytes * static_cast<double>(most_steps) <= kMostSampleBytes) return most_steps * step;
  return std::max<Tick>(1, static_cast<Tick>(kMostSampleBytes / bytes)) * step;
}

}  // namespace engram
