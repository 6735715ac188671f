#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "bench/timing.hpp"
#include "core/base/error.hpp"
#include "core/check/validate.hpp"
#include "core/engine/simulation.hpp"
#include "core/random/draw.hpp"
#include "core/synapse/connectome.hpp"
#include "core/synapse/plastic_block.hpp"
#include "io/model/model_file.hpp"

// What do plastic synapses cost? Marks projections of a model as plastic, all that can be or one,
// and compares with the same projections static in storage F32: bytes of a synapse, and the time of
// spans of 50 ms that both simulations take in turns:
//
//     plastic_bench MODEL THREADS all|PROJECTION [name=value ...]
//
// PROJECTION is an index. Results: plastic_bench.md.

namespace engram {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kSpans = 21;
constexpr Tick kSpan = 50 * kTicksPerMs;

/// Makes a projection plastic where the network is valid then; returns whether it is.
bool make_plastic(Network& network, std::size_t i) {
  const Projection before = network.projections[i];
  const Sampler weights(before.weight);
  network.projections[i].storage = WeightStorage::kF32;
  network.projections[i].plastic = WeightBounds{weights.min_value(), weights.max_value()};
  try {
    validate(network);
    return true;
  } catch (const UserError&) {
    network.projections[i] = before;
    return false;
  }
}

void print_bytes(const Connectome& connectome) {
  std::uint64_t words = 0;
  std::uint64_t synapses = 0;
  std::uint64_t runs = 0;
  for (const IncomingSynapses& incoming : connectome.incoming) {
    for (std::uint32_t source = 0; source < connectome.partitioning.neurons; ++source) {
      for (auto s = incoming.synapses_of(source, connectome.classes.classes); s.next();) {
        const SynapseClass& c = s.run_class();
        if (c.plastic == 0) continue;
        ++synapses;
        if (s.number() != 0) continue;
        ++runs;
        words +=
            1 + payload_words(c, incoming.width, s.run_length()) + block_words(c, s.run_length());
      }
    }
  }
  const double n = static_cast<double>(synapses);
  std::printf("%.3g plastic synapses, %.1f in a run, %.2f bytes each\n", n,
              n / static_cast<double>(runs), 4 * static_cast<double>(words) / n);
}

double seconds_of_span(Simulation& simulation) {
  const auto start = SteadyClock::now();
  simulation.advance_to(simulation.time() + kSpan);
  return seconds_since(start);
}

int run(int argc, char** argv) {
  std::vector<ParameterOverride> overrides;
  for (int i = 4; i < argc; ++i) overrides.push_back(parse_override(argv[i]));
  Network network = load_model(argv[1], overrides).network;
  network.state_recorders.clear();
  const bool all = std::string(argv[3]) == "all";
  std::vector<std::size_t> marked;
  for (std::size_t i = 0; i < network.projections.size(); ++i) {
    if (!all && i != std::strtoul(argv[3], nullptr, 10)) continue;
    if (make_plastic(network, i)) marked.push_back(i);
  }
  const SimulationOptions options{.threads = static_cast<unsigned>(std::atoi(argv[2]))};
  Simulation plastic(network, options);
  print_bytes(plastic.connectome());
  for (const std::size_t i : marked) network.projections[i].plastic.reset();
  Simulation fixed(network, options);
  std::vector<double> ratios;
  std::vector<double> seconds;
  for (int k = 0; k < kSpans; ++k) {
    // Which of them is first alternates.
    const double before = k % 2 == 0 ? seconds_of_span(fixed) : 0;
    const double with = seconds_of_span(plastic);
    const double without = k % 2 == 0 ? before : seconds_of_span(fixed);
    seconds.push_back(without);
    ratios.push_back(with / without);
  }
  const bool same = fixed.result().spike_hash == plastic.result().spike_hash;
  std::printf(
      "%zu projections; static: %.3f s a model second; plastic: %.3f times that (median of %d); "
      "%s spikes\n",
      marked.size(), median(seconds) * 1e12 / kSpan, median(ratios), kSpans,
      same ? "the same" : "other");
  return 0;
}

}  // namespace
}  // namespace engram

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: plastic_bench MODEL THREADS all|PROJECTION [name=value ...]\n");
    return 2;
  }
  try {
    return engram::run(argc, argv);
  } catch (const engram::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
}
