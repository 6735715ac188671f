#include <rapidcheck.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <stop_token>
#include <thread>

#include "core/engine/assembly.hpp"
#include "core/engine/partition_spikes.hpp"
#include "core/support/small_network.hpp"
#include "core/support/twin_networks.hpp"
#include "core/synapse/connectome.hpp"

// On the grid as on the continuous clock, time in which nothing happens costs nothing.

namespace engram {
namespace {

using test::Dice;
using test::PartitionSpikes;

/// Sources that fire at the given times (ms), relays that repeat them, and neurons that sleep and
/// excite each other with the least delay there is.
Network sparse_network(const std::vector<double>& times, double duration) {
  Network network = test::empty_network(duration);
  test::add_spike_train(network, times);
  test::add_neurons(network, Relay{}, Precision::kSingle, 200);
  test::add_neurons(network, IafPscExp{}, Precision::kSingle, 300);
  network.populations[2].sleep = Sleep::kAlways;
  network.projections = {
      {.source = 0, .target = 1, .rule = AllToAll{}, .delay = {Constant{1.5}}},
      {.source = 1, .target = 2, .rule = FixedInDegree{10}, .weight = {Constant{3000}}},
      {.source = 2,
       .target = 2,
       .rule = FixedInDegree{5},
       .weight = {Constant{20}},
       .delay = {Constant{0.1}}}};
  return network;
}

TEST_CASE("A network in which nothing happens passes a thousand million steps in a few strides") {
  const bool continuous = GENERATE(false, true);
  const bool recorded = GENERATE(false, true);
  const unsigned partitions = GENERATE(1u, 4u);
  const unsigned threads = GENERATE(1u, 2u);
  Network network = sparse_network({1.5, 7e7}, 1e8);
  if (continuous) network.clock = Clock::any_time();
  std::atomic<int> strides = 0;
  SimulationOptions options{.threads = threads, .partitions = partitions};
  options.before_step = [&](unsigned, std::int64_t) { ++strides; };
  Simulation simulation(network, options);
  test::CollectingSink sink;
  const RunResult result = simulation.run(recorded ? &sink : nullptr);
  CHECK(result.completed);
  CHECK(result.model_time == network.duration);
  CHECK(result.populations[0].spikes == 2);
  CHECK(result.populations[1].spikes == 400);
  CHECK(result.populations[2].spikes > 0);
  CHECK(strides < 20'000);
  if (!recorded) return;
  REQUIRE(sink.spikes_of(1).size() == 400);
  CHECK(sink.spikes_of(1).back().time.tick == ticks_from_ms(7e7 + 1.5));
  CHECK(sink.spans_of(1).size() < 20);
}

/// Few spikes over many steps, by way of any delay, and neurons that may be recorded.
Network random_sparse_network(Dice& dice) {
  Network network = test::empty_network(static_cast<double>(dice.whole(200, 3000)));
  network.warm_up = dice.whole(0, 50) * network.clock.step();
  const auto time = [&](std::int64_t least, std::int64_t most) {
    return static_cast<double>(dice.whole(least, most)) / 10;
  };
  for (std::int64_t n = dice.whole(1, 3); n > 0; --n) {
    std::vector<double> times;
    for (std::int64_t k = dice.whole(0, 4); k > 0; --k) times.push_back(time(1, 30'000));
    std::ranges::sort(times);
    test::add_spike_train(network, times);
  }
  const auto sources = static_cast<PopulationIndex>(network.populations.size());
  for (std::int64_t n = dice.whole(1, 4); n > 0; --n) {
    const PopulationIndex p =
        dice.one_in(3) ? test::add_neurons(network, Relay{}, Precision::kSingle, 70)
                       : test::add_neurons(network, IafPscExp{}, Precision::kSingle,
                                           static_cast<std::uint64_t>(dice.whole(1, 200)));
    const bool relay = network.populations[p].model.holds<Relay>();
    if (!relay) network.populations[p].sleep = dice.one_in(8) ? Sleep::kNever : Sleep::kAlways;
    for (PopulationIndex from = 0; from <= p; ++from) {
      if ((relay && from >= sources) || !dice.one_in(2)) continue;
      network.projections.push_back({.source = from,
                                     .target = p,
                                     .rule = FixedInDegree{3, true, true},
                                     .weight = {Constant{from < sources ? 900.0 : 150.0}},
                                     .delay = {Constant{time(1, dice.one_in(2) ? 2 : 400)}}});
    }
    if (relay || !dice.one_in(3)) continue;
    network.state_recorders.push_back({{p, {0}}, {"V_m"}, time(1, dice.one_in(2) ? 10 : 3000)});
  }
  return network;
}

/// As partitions do that may never pass more than a step at a time.
PartitionSpikes run_step_by_step(const Network& network) {
  const SimulationOptions options{.partitions = 3};
  Connectome connectome =
      build_connectome(network, make_partitioning(network, options.partitions), 1);
  const std::vector<std::uint32_t*> stores = test::stores_of(connectome);
  Notifier notifier;
  const auto partitions = assemble({network, connectome, stores, options, network.seed, notifier});
  for (const auto& partition : partitions) partition->start(0, {});
  const Step end = (network.warm_up + network.duration) / network.clock.step();
  for (Step step = 1; step <= end; ++step) {
    for (const auto& partition : partitions) partition->advance(step);
    for (const auto& partition : partitions) RC_ASSERT(partition->published() == step);
  }
  return test::spikes_of(partitions);
}

TEST_CASE("Passing silence changes no spike and no sample") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Network network = random_sparse_network(dice);
    const PartitionSpikes expected = run_step_by_step(network);
    const test::Recorded reference = test::simulate(network, {.threads = 1, .partitions = 1});
    for (unsigned partitions = 1; partitions <= 6; ++partitions) {
      const SimulationOptions options{
          .threads = 1 + partitions % 3,
          .partitions = partitions,
          .queue = partitions % 2 == 0 ? QueueKind::kHeap : QueueKind::kCalendar};
      const RunResult alone = Simulation(network, options).run();
      const test::Recorded run = test::simulate(network, options);
      RC_ASSERT((PartitionSpikes{alone.spikes, alone.spike_hash} == expected));
      RC_ASSERT((PartitionSpikes{run.result.spikes, run.result.spike_hash} == expected));
      for (PopulationIndex p = 0; p < network.populations.size(); ++p) {
        RC_ASSERT(run.sink.spikes_of(p) == reference.sink.spikes_of(p));
        RC_ASSERT(run.sink.spans_of(p) == reference.sink.spans_of(p));
      }
      for (std::uint32_t r = 0; r < network.state_recorders.size(); ++r) {
        const auto& samples = run.sink.samples_of(r);
        RC_ASSERT(samples.size() == reference.sink.samples_of(r).size());
        for (std::size_t i = 0; i < samples.size(); ++i) {
          RC_ASSERT(samples[i].time == reference.sink.samples_of(r)[i].time);
          RC_ASSERT(samples[i].values == reference.sink.samples_of(r)[i].values);
        }
      }
    }
  }));
}

TEST_CASE("A run may be stopped soon after a long silence") {
  const unsigned partitions = GENERATE(1u, 3u);
  constexpr double kSilence = 1e7;  // ms
  Network network = test::empty_network(1e8);
  test::add_spike_train(network, {kSilence});
  // Once reached they go on for ever.
  test::add_neurons(network, Relay{}, Precision::kSingle, 256);
  network.projections = {{.source = 0, .target = 1, .rule = AllToAll{}},
                         {.source = 1, .target = 1, .rule = OneToOne{}, .delay = {Constant{0.1}}}};
  std::stop_source stop;
  const std::int64_t begin = ticks_from_ms(kSilence) / network.clock.step();
  SimulationOptions options{.threads = 2, .partitions = partitions};
  options.before_step = [&](unsigned, std::int64_t step) {
    if (step < begin) return;
    std::this_thread::sleep_for(std::chrono::microseconds(100));
    if (step >= begin + 100) stop.request_stop();
  };
  Simulation simulation(network, options);
  const RunResult result = simulation.run(nullptr, stop.get_token());
  CHECK_FALSE(result.completed);
  CHECK(result.model_time >= (begin + 100) * network.clock.step());
  CHECK(result.model_time < (begin + 50'000) * network.clock.step());
  network.duration = result.model_time;
  CHECK(Simulation(network, {.threads = 1}).run().spike_hash == result.spike_hash);
}

}  // namespace
}  // namespace engram
