#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "bench/timing.hpp"
#include "core/engine/simulation.hpp"
#include "io/model/model_file.hpp"

// What does it cost to stop and go on? Runs a model uncut and in spans of 5 ms, in turns, then
// measures a control point alone, one at which a potential is read and spikes are looked at, and a
// return to time 0:
//
//     span_bench MODEL [THREADS [name=value ...]]
//
// Results: span_bench.md.

namespace engram {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kRuns = 7;
constexpr Tick kSpan = 5 * kTicksPerMs;

/// Seconds that a run in spans takes, from time 0.
double run_in_spans(Simulation& simulation, Tick span) {
  const Tick end = simulation.network().warm_up + simulation.network().duration;
  simulation.reset_state(simulation.network().seed);
  simulation.advance_to(std::min(end, kSpan));  // threads are started
  const auto start = SteadyClock::now();
  while (simulation.time() < end) simulation.advance_to(std::min(end, simulation.time() + span));
  return seconds_since(start);
}

/// Seconds of one call of `work`, the mean of many.
template <class Work>
double seconds_of(int calls, Work&& work) {
  const auto start = SteadyClock::now();
  for (int i = 0; i < calls; ++i) work();
  return seconds_since(start) / calls;
}

void measure(Simulation& simulation) {
  std::vector<double> uncut;
  std::vector<double> cut;
  for (int run = 0; run < kRuns; ++run) {
    uncut.push_back(run_in_spans(simulation, kNeverTime.tick / 4));
    cut.push_back(run_in_spans(simulation, kSpan));
  }
  std::printf("uncut          %8.3f s\n", median(uncut));
  std::printf("spans of 5 ms  %8.3f s  %.3f times\n", median(cut), median(cut) / median(uncut));

  const Tick step = simulation.network().clock.step();
  const double one_step =
      seconds_of(1000, [&] { simulation.advance_to(simulation.time() + step); });
  const Tick begin = simulation.time();
  const double together = seconds_of(1, [&] { simulation.advance_to(begin + 1000 * step); }) / 1000;
  std::printf("control point  %8.2f us, beyond the %.2f us of its step\n",
              1e6 * (one_step - together), 1e6 * together);
  std::vector<double> V_m(simulation.network().populations[0].size);
  std::printf("reading V_m    %8.2f us, of %zu neurons\n",
              1e6 * seconds_of(1000, [&] { simulation.read_state(0, "V_m", V_m); }), V_m.size());
  std::printf("reset_state    %8.2f us\n",
              1e6 * seconds_of(20, [&] { simulation.reset_state(1); }));
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    std::fputs("usage: span_bench MODEL [THREADS [name=value ...]]\n", stderr);
    return 2;
  }
  std::vector<ParameterOverride> overrides;
  for (std::size_t i = 2; i < arguments.size(); ++i) {
    overrides.push_back(parse_override(arguments[i]));
  }
  SimulationOptions options;
  if (arguments.size() > 1) options.threads = static_cast<unsigned>(std::stoul(arguments[1]));
  Simulation simulation(load_model(arguments[0], overrides).network, options);
  measure(simulation);
  return 0;
}

}  // namespace
}  // namespace engram

int main(int argc, char** argv) { return engram::run({argv + 1, argv + argc}); }
