#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "core/random/draw.hpp"
#include "core/random/poisson.hpp"

// What does a random number cost? The Poisson drive takes one count a neuron and step, the building
// of a network some indices, weights and delays a synapse:
//
//     random_bench
//
// `per_number` is processor time. Results: random_bench.md.

namespace engram {
namespace {

constexpr PhiloxKey kKey{1, 2};
constexpr std::size_t kNeurons = 1024;  ///< a slice that stays in the first cache
constexpr std::size_t kDraws = 1000;    ///< an in-degree

void report(benchmark::State& state, std::size_t numbers) {
  const auto all = static_cast<double>(state.iterations()) * static_cast<double>(numbers);
  state.counters["per_number"] =
      benchmark::Counter(all, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

template <class Real>
void poisson_drive(benchmark::State& state) {
  const PoissonSampler sampler(static_cast<double>(state.range(0)) / 100);
  std::vector<Real> input(kNeurons);
  std::uint64_t step = 0;
  for (auto _ : state) {
    sampler.accumulate<Real>(kKey, step++, 0, Real{0.1f}, input);
    benchmark::ClobberMemory();
  }
  report(state, input.size());
}
BENCHMARK_TEMPLATE(poisson_drive, float)->ArgName("mean_percent")->Arg(1)->Arg(128)->Arg(232);
BENCHMARK_TEMPLATE(poisson_drive, float)->ArgName("mean_percent")->Arg(600)->Arg(2000)->Arg(100000);
BENCHMARK_TEMPLATE(poisson_drive, double)->ArgName("mean_percent")->Arg(232);

void indices(benchmark::State& state) {
  std::vector<std::uint32_t> out(kDraws);
  std::uint32_t entity = 0;
  for (auto _ : state) {
    draw_indices(kKey, entity++, 0, 20'683, out);
    benchmark::ClobberMemory();
  }
  report(state, out.size());
}
BENCHMARK(indices);

void values(benchmark::State& state, const Distribution& distribution) {
  const Sampler sampler(distribution);
  std::vector<double> out(kDraws);
  std::uint32_t entity = 0;
  for (auto _ : state) {
    sampler.draw(kKey, entity++, 0, out);
    benchmark::ClobberMemory();
  }
  report(state, out.size());
}
BENCHMARK_CAPTURE(values, uniform, Distribution{.law = Uniform{1, 2}});
BENCHMARK_CAPTURE(values, normal, Distribution{.law = Normal{87.8, 8.78}});
BENCHMARK_CAPTURE(values, normal_redrawn,
                  Distribution{Normal{1.5, 0.75}, 0.1, 20, OutOfRange::kRedraw});
BENCHMARK_CAPTURE(values, lognormal, Distribution{.law = Lognormal{0, 1}});

}  // namespace
}  // namespace engram

BENCHMARK_MAIN();
