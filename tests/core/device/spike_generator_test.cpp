#include "core/device/spike_generator.hpp"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "core/device/generated.hpp"
#include "core/network/model_descriptor.hpp"
#include "core/registry/built_in_models.hpp"

namespace engram::test {
namespace {

constexpr std::uint32_t kSources = 200;

/// One of each kind, each with some ten events a source in 100 ms.
std::vector<NeuronModel> models() {
  SpikeTrains trains;
  Replay replay;
  for (std::uint32_t i = 0; i < kSources; ++i) {
    trains.times.push_back({0.1 + i, 150});
    replay.times.push_back({{at(7).tick, i}, {at(i + 8).tick, 3}});
  }
  return {PoissonPopulation{100},
          InhomogeneousPoissonPopulation{RateTable{{0, 10, 20}, {200, 0, 100}}},
          InhomogeneousPoissonPopulation{RateSinusoid{100, 80, 20, 0}},
          GammaPopulation{100, 0.4},
          GammaPopulation{100, 4},
          PulsePackets{{10, 12, 50}, 3, 4},
          trains,
          replay};
}

using Trains = std::vector<std::vector<Time>>;

/// The trains of a slice, its neurons asked in turns.
Trains in_turns(const Network& network, std::uint32_t first, std::uint32_t count,
                PopulationIndex population = 0, std::uint64_t seed = 1) {
  const auto generator = make_spike_generator(network, {population, first, count, 64}, seed);
  Trains all(count);
  for (bool any = true; any;) {
    any = false;
    for (std::uint32_t i = count; i-- > 0;) {
      const Time time = generator->next(i);
      if (time > at(100)) continue;
      any = true;
      all[i].push_back(time);
    }
  }
  return all;
}

}  // namespace

TEST_CASE("however a population is cut, its sources fire at the same times") {
  for (const NeuronModel& model : models()) {
    CAPTURE(model.descriptor().name());
    const Network network = sources(model, kSources);
    const Trains whole = generated(model, kSources, at(100));
    CHECK(rc::check([&] {
      const auto first = *rc::gen::inRange<std::uint32_t>(0, kSources);
      const auto count = *rc::gen::inRange<std::uint32_t>(1, kSources - first + 1);
      const auto begin = whole.begin() + first;
      RC_ASSERT(in_turns(network, first, count) == Trains(begin, begin + count));
    }));
  }
}

TEST_CASE("seeds, populations and sources have times of their own") {
  std::vector<NeuronModel> drawn = models();
  drawn.resize(6);
  for (const NeuronModel& model : drawn) {
    CAPTURE(model.descriptor().name());
    Network network = sources(model, kSources);
    add_neurons(network, model, Precision::kDouble, kSources);
    const Trains base = in_turns(network, 0, kSources);
    CHECK(base[0] != base[1]);
    CHECK((in_turns(network, 0, kSources, 1) != base));
    CHECK((in_turns(network, 0, kSources, 0, 2) != base));
  }
}

TEST_CASE("neurons that take input have no generator") {
  const NeuronModel model =
      GENERATE(NeuronModel{IafPscExp{}}, NeuronModel{IafPscAlpha{}}, NeuronModel{IafPscDelta{}},
               NeuronModel{Relay{}}, NeuronModel{IntFire{}});
  CHECK_FALSE(make_spike_generator(sources(model, 5), {0, 0, 5, 0}, 1));
}

}  // namespace engram::test
