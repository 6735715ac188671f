#include "core/synapse/delay_plan.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "core/support/small_network.hpp"
#include "core/support/twin_networks.hpp"

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
  const DelayPlan drawn(
      network_with({{.rule = OneToOne{}, .delay = {Normal{1, 1}}}}, Clock::any_time()));
  CHECK(drawn.ticks(0, -5) == 1);
  CHECK(drawn.ticks(0, -1e300) == 1);
  CHECK(drawn.ticks(0, 0) == 1);
  CHECK(drawn.ticks(0, 1.4e-9) == 1);
  CHECK(drawn.ticks(0, 1.6e-9) == 2);
  CHECK(drawn.ticks(0, 280'000) == 280'000 * kTicksPerMs);
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
  CHECK(plan.key(1, 0.01) == 10);
  CHECK(plan.steps(25) == 25);
}

TEST_CASE("a law's delays are the steps within its ends and bounds") {
  constexpr Tick kEndless = 1'000'000'000;
  struct Case {
    Distribution law;
    Tick least;
    Tick most;
  };
  const auto [law, least, most] = GENERATE_COPY(values<Case>({
      {{Normal{0.5, 0.2}}, 1, kEndless},
      {{Normal{0.5, 0.2}, 0.14, 0.55}, 2, 5},
      {{Normal{0.5, 0.2}, 0.1, 0.3}, 1, 3},  // 0.3 / 0.1 is a little below 3
      {{Normal{0.5, 0.2}, 0.05}, 1, kEndless},
      {{Normal{0.5, 0.2}, -1, 0.7}, 1, 7},
      {{Lognormal{0, 1}, 0.2999999999, 4}, 3, 40},
      {{Lognormal{0, 1}, 0.3 + 1e-16, 0.7 - 1e-16}, 3, 7},  // rounding errors
      {{Uniform{0.54, 1.46}}, 6, 14},
      {{Uniform{0.5, 1.5}}, 5, 15},
      {{Uniform{0.5, 1.5}, 0.71, 9, OutOfRange::kRedraw}, 8, 15},
      {{Uniform{-1, 1}}, 1, 10},
      {{Uniform{1, 2}, 3, 4}, 30, 30},
      {{Normal{0.5, 0.2}, 0.52, 0.58}, 6, 5},  // none
      {{Normal{0.5, 0.2}, 0, 0.09}, 1, 0},     // none
  }));
  CAPTURE(law.min, law.max);
  const DelayRange range = delay_range(law, Clock::grid(kTicksPerMs / 10));
  CHECK(range.least == least);
  CHECK(std::min(range.most, kEndless) == most);
}

TEST_CASE(
    "drawn delays keep to the bounds of their law on either clock, however they are rounded") {
  const bool continuous = GENERATE(false, true);
  CHECK(rc::check([&](std::uint64_t seed) {
    Dice dice(seed);
    const Clock clock = continuous ? Clock::any_time() : Clock::grid(dice.whole(1, 400'000'000));
    const double step = ms_from_ticks(clock.step());
    const double least = dice.real(-2, 20) * step;
    const double most = std::max(least, 0.0) + dice.real(0, 20) * step;
    Projection projection{.rule = OneToOne{}};
    projection.delay = dice.one_in(2)
                           ? Distribution{Uniform{least, most}}
                           : Distribution{Normal{least, 30 * step}, least, most, OutOfRange::kClip};
    const DelayRange range = delay_range(projection.delay, clock);
    RC_PRE(range.least <= range.most);
    const DelayPlan plan(network_with({projection}, clock));
    for (int i = 0; i < 100; ++i) {
      const double drawn = dice.real(least, most);
      const Tick ticks =
          continuous ? plan.ticks(0, drawn) : plan.steps(plan.key(0, drawn)) * clock.step();
      const double ms = ms_from_ticks(ticks);
      RC_ASSERT(ticks >= clock.step());
      RC_ASSERT(ms >= least - 1e-11);
      RC_ASSERT(ms <= most + 1e-11);
      RC_ASSERT(std::abs(ms - std::max(drawn, step)) <= step * (1 + 1e-6));
    }
  }));
}

}  // namespace engram::test
