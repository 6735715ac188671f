#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <set>
#include <thread>

#include "core/engine/driven_network.hpp"
#include "core/registry/built_in_models.hpp"
#include "core/synapse/connectome.hpp"

// Partitions wait for those that reach them, and for no others.

namespace engram {
namespace {

using test::driven_network;

/// Which partition owns neuron 0 of a population.
unsigned owner_of(const Network& network, unsigned partitions, PopulationIndex population) {
  const Partitioning partitioning = make_partitioning(network, partitions);
  return partitioning.owners()[partitioning.first_id[population]];
}

/// Runs on two threads and two partitions while every step of `slow`'s partition takes a
/// few milliseconds, those that it strides over included. Returns how far that one was, as a part
/// of the whole, when `free`'s had finished.
double progress_of_slow(const Network& network, PopulationIndex slow, PopulationIndex free) {
  const unsigned slow_partition = owner_of(network, 2, slow);
  const unsigned free_partition = owner_of(network, 2, free);
  REQUIRE(slow_partition != free_partition);
  const std::int64_t end = network.duration / network.clock.step();
  std::atomic<std::int64_t> slow_step = 0;
  std::atomic<std::int64_t> slow_step_at_end = end;
  SimulationOptions options{.threads = 2, .partitions = 2};
  options.before_step = [&](unsigned partition, std::int64_t step) {
    if (partition == slow_partition) {
      const std::int64_t before = slow_step.exchange(step);
      std::this_thread::sleep_for(std::chrono::milliseconds(5 * (step - before)));
    } else if (step == end) {
      slow_step_at_end = slow_step.load();
    }
  };
  const RunResult result = Simulation(network, options).run();
  CHECK(result.completed);
  CHECK(result.spike_hash == Simulation(network, {.threads = 1, .partitions = 1}).run().spike_hash);
  return static_cast<double>(slow_step_at_end) / static_cast<double>(end);
}

TEST_CASE("A slow partition does not hinder one that it has no connection with") {
  Network network = test::empty_network(60);
  test::add_driven(network, 128);
  test::add_driven(network, 128);
  CHECK(progress_of_slow(network, 0, 1) < 0.5);
}

TEST_CASE("A slow partition does not hinder those that only project to it") {
  Network network = test::empty_network(60);
  const PopulationIndex driven = test::add_driven(network, 128);
  const PopulationIndex listeners =
      test::add_neurons(network, IafPscExp{}, Precision::kSingle, 128);
  // Sleepers have partitions of their own.
  network.populations[listeners].sleep = Sleep::kAlways;
  network.projections.push_back({.source = driven,
                                 .target = listeners,
                                 .rule = FixedInDegree{10},
                                 .weight = {Constant{300}},
                                 .delay = {Constant{0.1}}});
  CHECK(progress_of_slow(network, listeners, driven) < 0.5);
}

TEST_CASE("Windows of one step and of 200 both come to their end, on any number of threads") {
  const double delay = GENERATE(0.1, 20.0);
  Network network = test::empty_network(60);
  test::add_driven(network, 512, {Constant{delay}});
  std::set<std::uint64_t> hashes;
  for (const unsigned threads : {1u, 2u, 8u}) {
    for (const unsigned partitions : {2u, 8u}) {
      const RunResult result =
          Simulation(network, {.threads = threads, .partitions = partitions}).run();
      CHECK(result.completed);
      CHECK(result.spikes > 100);
      hashes.insert(result.spike_hash);
    }
  }
  CHECK(hashes.size() == 1);
}

TEST_CASE("There may be many more partitions than threads, and more threads than cores") {
  const Network network = driven_network(30, 40 * kSliceUnit);
  Simulation many(network, {.threads = 2, .partitions = 40});
  REQUIRE(many.connectome().partitioning.partitions.size() == 40);
  const std::uint64_t hash = many.run().spike_hash;
  CHECK(Simulation(network, {.threads = 16, .partitions = 20}).run().spike_hash == hash);
  CHECK(Simulation(network, {.threads = 64, .partitions = 2}).run().spike_hash == hash);
}

}  // namespace
}  // namespace engram
