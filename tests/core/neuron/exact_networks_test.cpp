#include "core/support/exact_networks.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <ranges>
#include <utility>
#include <vector>

#include "core/registry/built_in_models.hpp"
#include "core/support/crowded_networks.hpp"
#include "core/support/exact_reference.hpp"
#include "core/support/grazing_networks.hpp"
#include "core/support/slow_twin.hpp"

// The exact reference on random networks: what must hold whatever the network, and that the
// networks have the properties that are described.

namespace engram::test {
namespace {

std::size_t count(const ExactRun& run) {
  std::size_t result = 0;
  for (const auto& spikes : run.spikes) result += spikes.size();
  return result;
}

TEST_CASE("exact networks: a single neuron fires a thousand times, off the grid") {
  const auto [model, taus] =
      GENERATE(table<CellModel, TimeConstants>({{CellModel::kExp, TimeConstants::kAnyhow},
                                                {CellModel::kExp, TimeConstants::kNearlyEqual},
                                                {CellModel::kAlpha, TimeConstants::kAnyhow},
                                                {CellModel::kAlpha, TimeConstants::kNearlyEqual},
                                                {CellModel::kDelta, TimeConstants::kAnyhow},
                                                {CellModel::kIntFire, TimeConstants::kAnyhow},
                                                {CellModel::kRelay, TimeConstants::kAnyhow}}));
  Dice dice(static_cast<std::uint64_t>(model) * 3 + static_cast<std::uint64_t>(taus));
  const ExactRun run = run_exactly(single_neuron(dice, model, taus));
  CHECK(run.spikes[0].size() >= 1000);
  CHECK(run.spikes[0].size() <= 5000);
  const bool by_crossing = model == CellModel::kExp || model == CellModel::kAlpha;
  for (const ExactSpike& spike : run.spikes[0]) REQUIRE((spike.slope > 0) == by_crossing);
}

TEST_CASE("exact networks: the second layer of two fires a thousand times") {
  const auto [first, second] = GENERATE(table<CellModel, CellModel>(
      {{CellModel::kExp, CellModel::kRelay}, {CellModel::kAlpha, CellModel::kIntFire}}));
  Dice dice(5);
  const ExactRun run = run_exactly(feed_forward(dice, first, second));
  CHECK(run.spikes[1].size() >= 1000);
}

TEST_CASE("exact networks: the order of description does not matter") {
  const std::uint64_t seed = GENERATE(range(0, 30));
  Dice dice(seed);
  Network network = seed % 3 == 0 ? recurrent(dice, 60) : crowded(dice);
  const ExactRun run = run_exactly(network);
  CHECK(count(run) > 0);
  std::ranges::reverse(network.projections);
  std::ranges::reverse(network.devices);
  for (Projection& projection : network.projections) {
    std::ranges::reverse(std::get<ExplicitList>(projection.rule).connections);
  }
  const ExactRun again = run_exactly(network);
  CHECK(count(run) == count(again));
  CHECK(agreement(run, again, Real("1e-30")) == std::numeric_limits<Real>::infinity());
}

namespace {

Network on_the_grid(Network network) {
  network.clock = Clock::grid(kTicksPerMs);
  return network;
}

/// On the grid an input at the end of the refractory time is lost: here a tick makes it so.
Network refractory_to_the_end(Network network) {
  for (Population& population : network.populations) {
    if (auto* delta = population.model.get_if<IafPscDelta>()) delta->t_ref = delta->t_ref + 1e-9;
  }
  return network;
}

}  // namespace

TEST_CASE("exact networks: on the grid the reference and the slow twin agree") {
  std::size_t spikes = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Dice dice(seed);
    const Network network = crowded(dice, Crowd::kOnGrid);
    const SlowRun twin = run_slowly(on_the_grid(network));
    const ExactRun run = run_exactly(refractory_to_the_end(network));
    for (std::size_t p = 0; p < network.populations.size(); ++p) {
      std::vector<std::pair<std::int64_t, std::uint32_t>> steps;
      for (const ExactSpike& spike : run.spikes[p]) {
        REQUIRE(spike.exact);
        steps.emplace_back(round(spike.time).convert_to<std::int64_t>(), spike.neuron);
        REQUIRE(abs(spike.time - steps.back().first) < 1e-35);
      }
      INFO("seed " << seed << ", population " << p);
      auto expected = twin.spikes[p];
      std::ranges::sort(expected);
      CHECK(steps == expected);
      if (p > 0) spikes += steps.size();
    }
  }
  CHECK(spikes > 1000);
}

TEST_CASE("exact networks: crowds hold exact ties and neurons of all models that fire") {
  std::uint64_t equalities = 0;
  std::size_t exact = 0;
  std::size_t crossings = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Dice dice(seed);
    const ExactRun run = run_exactly(crowded(dice));
    equalities += run.equalities;
    for (const auto& spikes : run.spikes | std::views::drop(1)) {
      exact += static_cast<std::size_t>(std::ranges::count(spikes, true, &ExactSpike::exact));
      crossings += static_cast<std::size_t>(std::ranges::count(spikes, false, &ExactSpike::exact));
    }
  }
  CHECK(equalities > 10);
  CHECK(exact > 500);
  CHECK(crossings > 500);
}

TEST_CASE("exact networks: recurrent ones fire, and small errors stay small for a while") {
  std::size_t spikes = 0;
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    Dice dice(seed);
    const Network network = recurrent(dice, 100);
    ExactOptions options;
    options.perturbation.arrival_shift = 1e-16;
    const ExactRun run = run_exactly(network);
    const ExactRun disturbed = run_exactly(network, options);
    for (PopulationIndex p = 0; p < network.populations.size(); ++p) {
      if (!network.populations[p].model.holds<Replay>() &&
          !network.populations[p].model.holds<SpikeTrains>()) {
        spikes += run.spikes[p].size();
      }
    }
    CHECK(agreement(run, disturbed, 1e-10) > 20);
    CHECK(agreement(run, disturbed, 1e-18) < 100);
  }
  CHECK(spikes > 200);
}

TEST_CASE("exact networks: grazing peaks reach the threshold, or miss it, as constructed") {
  const auto model =
      GENERATE(CellModel::kExp, CellModel::kAlpha, CellModel::kDelta, CellModel::kIntFire);
  const auto taus =
      GENERATE(TimeConstants::kAnyhow, TimeConstants::kEqual, TimeConstants::kNearlyEqual);
  for (int n = 0; n < 20; ++n) {
    Dice dice(static_cast<std::uint64_t>(n));
    const double sign = dice.one_of({-1.0, 1.0});
    const double margin = sign * dice.one_of({1e-3, 1e-6, 1e-9, 1e-10, 1e-11, 1e-12});
    const GrazingNetwork grazing_network = grazing(dice, model, taus, margin);
    const ExactRun run = run_exactly(grazing_network.network);
    INFO("dice " << n << ", margin " << margin);
    CHECK(run.spikes[0].empty() != grazing_network.fires);
    if (std::abs(margin) <= 1e-6 && !grazing_network.fires) {
      CHECK(run.closest > 0.9 * std::abs(margin));
      CHECK(run.closest < 21 * std::abs(margin));
    }
  }
}

TEST_CASE("exact networks: an inhibitory input before the crossing prevents the spike") {
  const double gap = GENERATE(1e-3, 1e-6, 1e-9, 1e-12);
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    Dice dice(seed);
    const auto model = dice.one_of({CellModel::kExp, CellModel::kAlpha});
    const ExactRun late = run_exactly(inhibited_too_late(dice, model, gap).network);
    REQUIRE(late.spikes[0].size() >= 1);
    const Real crossing = late.spikes[0][0].time;
    const auto is_inhibition = [&](const ExactSpike& spike) {
      return abs(spike.time + 1 - crossing - gap) < 3e-19;  // the unit of Time
    };
    CHECK(std::ranges::any_of(late.spikes[1], is_inhibition));
    const ExactRun early = run_exactly(inhibited_in_time(dice, gap).network);
    CHECK(early.spikes[0].empty());
  }
}

}  // namespace
}  // namespace engram::test
