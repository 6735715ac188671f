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
  double bytes = 0;
  for (const StateRecorder& recorder : network.state_recorders) {
    bytes += bytes_of_sample(network, recorder) /
             static_cast<double>(network.clock.steps(recorder.interval));
  }
  return recording_span(network.clock.step(), bytes);
}

Tick recording_span(Tick step, double sample_bytes_a_step) {
  const Tick most_steps = (kSpan - 1) / step + 1;
  if (sample_bytes_a_step * static_cast<double>(most_steps) <= kMostSampleBytes) {
    return most_steps * step;
  }
  return std::max<Tick>(1, static_cast<Tick>(kMostSampleBytes / sample_bytes_a_step)) * step;
}

}  // namespace engram
