#include <array>
#include <catch2/catch.hpp>
#include <set>

#include "core/engine/random_network.hpp"
#include "core/random/every_target.hpp"
#include "core/support/small_network.hpp"

namespace engram {
namespace {

/// The hashes that the instruction sets of this machine give.
std::set<std::uint64_t> hashes(const Network& network, bool only_with_fma) {
  std::set<std::uint64_t> result;
  test::under_every_target(only_with_fma, [&] {
    const RunResult run = Simulation(network, {.threads = 2, .partitions = 3}).run();
    CHECK(run.spikes > 0);
    result.insert(run.spike_hash);
  });
  return result;
}

TEST_CASE("Every instruction set with fused multiply-add gives the same spikes") {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    INFO("seed " << seed);
    const Network network = test::random_network(seed);
    const std::set<std::uint64_t> found = hashes(network, true);
    if (found.empty()) return;  // a processor without
    CHECK(found.size() == 1);
    CHECK(found.contains(Simulation(network, {.threads = 1, .partitions = 1}).run().spike_hash));
  }
}

TEST_CASE("What does not integrate membranes needs no fused multiply-add") {
  Network network = test::empty_network(100);
  test::add_neurons(network, PoissonPopulation{.rate = 30}, Precision::kSingle, 300);
  test::add_neurons(network, Relay{}, Precision::kSingle, 300);
  network.projections = {{.source = 0,
                          .target = 1,
                          .rule = PairwiseBernoulli{0.02},
                          .delay = {Lognormal{0.5, 0.7}, 0.1, 20, OutOfRange::kRedraw}},
                         {.source = 0,
                          .target = 1,
                          .rule = FixedOutDegree{3},
                          .delay = {Normal{2, 1}, 0.1, 9, OutOfRange::kClip}}};
  CHECK(hashes(network, false).size() == 1);
}

}  // namespace
}  // namespace engram
