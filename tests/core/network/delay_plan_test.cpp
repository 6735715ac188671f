#include "core/network/delay_plan.hpp"

#include <catch2/catch.hpp>

#include "core/support/small_network.hpp"

namespace engram::test {
namespace {

ExplicitList list_of(const std::vector<double>& delays) {
  ExplicitList list;
  for (const double delay : delays) list.connections.push_back({0, 0, 1, delay});
  return list;
}

Network network_with(const std::vector<Projection>& projections, Clock clock) {
  Network network = empty_network(1);
  network.clock = clock;
  add_neurons(network, IafPscDelta{});
  network.projections = projections;
  return network;
}

Projection constant(double delay) { return {.rule = OneToOne{}, .delay = {Constant{delay}}}; }

}  // namespace

TEST_CASE("delays that many synapses share are ranked, the others kept by the synapse") {
  std::vector<double> many;
  for (int i = 1; i <= 257; ++i) many.push_back(i);
  const std::vector<double> most(many.begin(), many.end() - 1);
  const DelayPlan plan(network_with({constant(2.5),
                                     {.rule = OneToOne{}, .delay = {Uniform{1, 2}}},
                                     {.rule = list_of({3, 0.5, 3})},
                                     {.rule = list_of(many)},
                                     {.rule = list_of({})},
                                     {.rule = list_of(most)},
                                     constant(1e-9)},
                                    Clock::any_time()));
  const std::vector<bool> own{false, true, false, true, true, false, false};
  for (std::size_t p = 0; p < own.size(); ++p) CHECK(plan.own(p) == own[p]);
  CHECK(plan.steps(0) == 0);
  CHECK(plan.key(1, 1.5) == 0);
  CHECK(plan.key(3, 7) == 0);
  // 1 tick, 0.5 ms, 1 ms, 2 ms, 2.5 ms, 3 ms ...
  CHECK(plan.key(6, 1e-9) == 1);
  CHECK(plan.key(2, 0.5) == 2);
  CHECK(plan.key(0, 2.5) == 5);
  CHECK(plan.key(2, 3) == plan.key(5, 3));
  CHECK(plan.key(5, 256) == 259);
  for (std::uint32_t key = 1; key <= 259; ++key) CHECK(plan.steps(key - 1) < plan.steps(key));
  CHECK(plan.steps(1) == 1);
  CHECK(plan.steps(5) == 2'500'000'000);
}

TEST_CASE("delays are whole ticks, at least one") {
  CHECK(DelayPlan::ticks(-5) == 1);
  CHECK(DelayPlan::ticks(0) == 1);
  CHECK(DelayPlan::ticks(1.4e-9) == 1);
  CHECK(DelayPlan::ticks(1.6e-9) == 2);
  CHECK(DelayPlan::ticks(280'000) == 280'000 * kTicksPerMs);
  // Delays that differ by less than a tick share a rank.
  const DelayPlan plan(
      network_with({constant(1), {.rule = list_of({1 + 1e-10, 1 + 1e-9})}}, Clock::any_time()));
  CHECK(plan.key(0, 1) == 1);
  CHECK(plan.key(1, 1 + 1e-10) == 1);
  CHECK(plan.key(1, 1 + 1e-9) == 2);
}

TEST_CASE("on the grid a delay is its number of steps") {
  const DelayPlan plan(network_with({constant(2.5), {.rule = OneToOne{}, .delay = {Uniform{1, 2}}}},
                                    Clock::grid(kTicksPerMs / 10)));
  CHECK_FALSE(plan.own(1));
  CHECK(plan.key(0, 2.5) == 25);
  CHECK(plan.key(1, 1.449) == 14);
  CHECK(plan.key(1, 0.01) == 1);
  CHECK(plan.steps(25) == 25);
}

}  // namespace engram::test
