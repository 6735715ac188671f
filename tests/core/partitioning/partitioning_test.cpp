#include "core/partitioning/partitioning.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "core/registry/built_in_models.hpp"
#include "core/support/twin_networks.hpp"

namespace engram::test {
namespace {

Network random_populations(Dice& dice, std::int64_t largest) {
  Network network = empty_network(1);
  for (std::int64_t k = dice.whole(1, 12); k > 0; --k) {
    const auto size =
        static_cast<std::uint64_t>(std::exp(dice.real(0, std::log(static_cast<double>(largest)))));
    const PopulationIndex p = add_neurons(network, IafPscExp{}, Precision::kSingle, size);
    network.populations[p].sleep = dice.one_in(3) ? Sleep::kAlways : Sleep::kNever;
  }
  const auto last = static_cast<std::int64_t>(network.populations.size()) - 1;
  for (std::int64_t k = dice.whole(0, last + 1); k > 0; --k) {
    Projection projection;
    projection.source = static_cast<PopulationIndex>(dice.whole(0, last));
    projection.target = static_cast<PopulationIndex>(dice.whole(0, last));
    projection.rule = FixedInDegree{1};
    network.projections.push_back(projection);
  }
  return network;
}

std::uint64_t units(std::uint64_t neurons) { return (neurons + kSliceUnit - 1) / kSliceUnit; }

std::uint64_t total_units(const Network& network) {
  std::uint64_t sum = 0;
  for (const Population& p : network.populations) sum += units(p.size);
  return sum;
}

/// What must hold of any partitioning.
void check_slices(const Network& network, const Partitioning& partitioning) {
  std::vector<std::vector<Slice>> by_population(network.populations.size());
  for (const PartitionLayout& layout : partitioning.partitions) {
    RC_ASSERT(!layout.slices.empty());
    RC_ASSERT(layout.slots <= (layout.sleeps ? kMaxSleepingSlots : kMaxSweptSlots));
    std::uint32_t slot = 0;
    for (const Slice& slice : layout.slices) {
      RC_ASSERT(slice.count > 0u);
      RC_ASSERT(slice.first % kSliceUnit == 0u);
      RC_ASSERT(slice.slot == slot);
      RC_ASSERT(layout.sleeps == (network.populations[slice.population].sleep == Sleep::kAlways));
      slot += static_cast<std::uint32_t>(units(slice.count)) * kSliceUnit;
      by_population[slice.population].push_back(slice);
    }
    RC_ASSERT(layout.slots == slot);
  }
  std::uint64_t first_id = 0;
  for (PopulationIndex p = 0; p < by_population.size(); ++p) {
    RC_ASSERT(partitioning.first_id[p] == first_id);
    first_id += network.populations[p].size;
    std::ranges::sort(by_population[p], {}, &Slice::first);
    std::uint64_t next = 0;  // every neuron in exactly one slice
    for (const Slice& slice : by_population[p]) {
      RC_ASSERT(slice.first == next);
      next += slice.count;
    }
    RC_ASSERT(next == network.populations[p].size);
  }
  RC_ASSERT(partitioning.neurons == first_id);
}

/// Populations joined by projections, by naive flooding.
std::vector<std::size_t> components(const Network& network) {
  std::vector<std::size_t> component(network.populations.size());
  std::iota(component.begin(), component.end(), 0u);
  for (std::size_t round = 0; round < component.size(); ++round) {
    for (const Projection& p : network.projections) {
      component[p.source] = component[p.target] =
          std::min(component[p.source], component[p.target]);
    }
  }
  return component;
}

}  // namespace

TEST_CASE("every neuron has its place in exactly one partition") {
  const bool holds = rc::check("slices tile the populations", [](std::uint64_t seed) {
    Dice dice(seed);
    const Network network = random_populations(dice, 3'000'000);
    const auto wanted = static_cast<unsigned>(dice.whole(1, 40));
    const Partitioning partitioning = make_partitioning(network, wanted);
    check_slices(network, partitioning);
    RC_ASSERT(partitioning.partitions.size() >=
              std::min<std::uint64_t>(wanted, total_units(network)));
    // Hardly more than asked for of each kind, but where the neurons need them.
    RC_ASSERT(partitioning.partitions.size() <=
              2 * wanted + total_units(network) / (kMaxSweptSlots / kSliceUnit) + 1);
  });
  CHECK(holds);
}

TEST_CASE("neurons that share a partition share the work evenly") {
  const bool holds =
      rc::check("partitions of one group differ by one unit", [](std::uint64_t seed) {
        Dice dice(seed);
        Network network = random_populations(dice, 20'000);
        network.projections.clear();
        for (PopulationIndex p = 0; p < network.populations.size(); ++p) {
          network.populations[p].sleep = Sleep::kNever;
          Projection projection;
          projection.target = p;
          projection.rule = FixedInDegree{1};
          network.projections.push_back(projection);
        }
        const auto wanted = static_cast<unsigned>(dice.whole(1, 40));
        const Partitioning partitioning = make_partitioning(network, wanted);
        const auto [least, most] =
            std::ranges::minmax_element(partitioning.partitions, {}, &PartitionLayout::slots);
        RC_ASSERT(most->slots - least->slots <= kSliceUnit);
      });
  CHECK(holds);
}

TEST_CASE("populations without projections between them are kept apart") {
  const bool holds = rc::check("no partition holds two components", [](std::uint64_t seed) {
    Dice dice(seed);
    const Network network = random_populations(dice, 5'000);
    const std::vector<std::size_t> component = components(network);
    // With a partition for each component, and each part of it that sleeps or not, at least.
    const Partitioning partitioning =
        make_partitioning(network, 2 * static_cast<unsigned>(network.populations.size()));
    for (const PartitionLayout& layout : partitioning.partitions) {
      for (const Slice& slice : layout.slices) {
        const PopulationIndex first = layout.slices.front().population;
        RC_ASSERT(component[slice.population] == component[first]);
        RC_ASSERT(network.populations[slice.population].sleep == network.populations[first].sleep);
      }
    }
  });
  CHECK(holds);
}

TEST_CASE("owners names the partition of each neuron") {
  Dice dice(7);
  const Network network = random_populations(dice, 10'000);
  const Partitioning partitioning = make_partitioning(network, 5);
  const std::vector<std::uint16_t> owners = partitioning.owners();
  REQUIRE(owners.size() == partitioning.neurons);
  for (std::size_t i = 0; i < partitioning.partitions.size(); ++i) {
    for (const Slice& slice : partitioning.partitions[i].slices) {
      for (std::uint32_t n = 0; n < slice.count; ++n) {
        REQUIRE(owners[partitioning.first_id[slice.population] + slice.first + n] == i);
      }
    }
  }
}

TEST_CASE("a single neuron and three million of them") {
  for (const std::uint64_t size : {1, 64, 65, 65'536, 65'537, 3'000'000}) {
    Network network = empty_network(1);
    add_neurons(network, IafPscExp{}, Precision::kSingle, size);
    CAPTURE(size);
    CHECK(make_partitioning(network, 1).partitions.size() == (size + 65'535) / 65'536);
    const Partitioning many = make_partitioning(network, 9);
    CHECK(many.partitions.size() ==
          std::max((size + 65'535) / 65'536, std::min<std::uint64_t>(9, units(size))));
  }
}

TEST_CASE("neurons that sleep share few partitions, and as many as asked for") {
  Network network = empty_network(1);
  add_neurons(network, IafPscExp{}, Precision::kSingle, 5'000'000);
  network.populations[0].sleep = Sleep::kAlways;
  CHECK(make_partitioning(network, 1).partitions.size() == 2);
  CHECK(make_partitioning(network, 5).partitions.size() == 5);
}

TEST_CASE("no partition gets more synapses than it can number") {
  Network network = empty_network(1);
  add_neurons(network, IafPscExp{}, Precision::kSingle, 3'000'000);
  network.populations[0].sleep = Sleep::kAlways;
  Projection projection;
  projection.rule = FixedInDegree{1000};
  network.projections.push_back(projection);
  CHECK(make_partitioning(network, 1).partitions.size() == 8);  // of 375 million synapses
}

TEST_CASE("any stretch of the list has its share of what is swept and of what sleeps") {
  Network network = empty_network(1);
  add_neurons(network, IafPscExp{}, Precision::kSingle, 10'000);
  add_neurons(network, IafPscExp{}, Precision::kSingle, 1'000'000);
  network.populations[1].sleep = Sleep::kAlways;
  const Partitioning partitioning = make_partitioning(network, 4);
  REQUIRE(partitioning.partitions.size() == 8);
  for (std::size_t i = 0; i < 8; ++i) CHECK(partitioning.partitions[i].sleeps == (i % 2 == 1));
}

TEST_CASE("more partitions than can be numbered are refused") {
  Network network = empty_network(1);
  add_neurons(network, IafPscExp{}, Precision::kSingle, 4'294'967'294u);
  CHECK_THROWS_WITH(make_partitioning(network, 1), Catch::Contains("65,535 are possible"));
  network.populations[0].size = 4'000'000'000u;
  CHECK(make_partitioning(network, 1).partitions.size() == 61'036);
}

}  // namespace engram::test
