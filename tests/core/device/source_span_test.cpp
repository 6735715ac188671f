#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "core/device/integrator.hpp"
#include "core/registry/built_in_models.hpp"
#include "core/support/twin_networks.hpp"

// (start, stop] means the same whatever fires in it, on either clock.

namespace engram::test {
namespace {

constexpr std::uint64_t kSize = 300;
constexpr double kRate = 2000;  // Hz
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Ticks.
struct Span {
  Tick start = 0;
  Tick stop = 0;

  double start_ms() const { return ms_from_ticks(start); }
  double stop_ms() const { return ms_from_ticks(stop); }
};

std::vector<NeuronModel> sources_in(double start, double stop) {
  const RateTable table{{0}, {kRate}};
  const RateSinusoid flat{kRate, 0, 1, 0};
  return {PoissonPopulation{kRate, start, stop}, GammaPopulation{kRate, 1, start, stop},
          GammaPopulation{kRate, 7, start, stop},
          InhomogeneousPoissonPopulation{table, start, stop},
          InhomogeneousPoissonPopulation{flat, start, stop}};
}

/// Steps of up to 2 ms, and the continuous clock.
Clock random_clock(Dice& dice) {
  if (dice.one_in(3)) return Clock::any_time();
  return Clock::grid(dice.one_of<Tick>(
      {100'000'000, 300'000'000, 250'000'000, 1'000'000'000, 2'000'000'000, 12'345'678}));
}

/// Within the first 20 ms.
Span random_span(Dice& dice, const Clock& clock) {
  const Tick last = 20 * kTicksPerMs / clock.step();
  const Tick start = dice.whole(0, last / 2);
  return {start * clock.step(), dice.whole(start, last) * clock.step()};
}

Network network_on(const Clock& clock, std::uint64_t seed) {
  Network network = empty_network(1);
  network.clock = clock;
  network.duration = 30 * kTicksPerMs / clock.step() * clock.step();
  network.seed = seed;
  return network;
}

/// Six standard deviations of a Poisson count: less often than one in 10^8.
bool is_expected(double count, double expected) {
  return std::abs(count - expected) <= 6 * std::sqrt(expected) + 1;
}

double expected_in(const Span& span) {
  return kRate / 1000 * (span.stop_ms() - span.start_ms()) * static_cast<double>(kSize);
}

}  // namespace

TEST_CASE("all sources fire in (start, stop], at their rate") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Clock clock = random_clock(dice);
    const Span span = random_span(dice, clock);
    Network network = network_on(clock, seed);
    for (const NeuronModel& model : sources_in(span.start_ms(), span.stop_ms())) {
      add_neurons(network, model, Precision::kDouble, kSize);
    }
    const Recorded run = simulate(network, {.threads = 1});
    for (PopulationIndex p = 0; p < network.populations.size(); ++p) {
      const auto& spikes = run.sink.spikes_of(p);
      RC_ASSERT(std::ranges::all_of(spikes, [&](const RecordedSpike& s) {
        return s.time > Time{span.start, 0} && s.time <= Time{span.stop, 0} &&
               (clock.continuous() || s.time.tick % clock.step() == 0);
      }));
      RC_ASSERT(is_expected(static_cast<double>(spikes.size()), expected_in(span)));
    }
  }));
}

TEST_CASE("drives act in (start, stop], at their rate") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Clock clock = random_clock(dice);
    const Span span = random_span(dice, clock);
    Network network = network_on(clock, seed);
    IafPscDelta sum = integrator();
    sum.t_ref = 0;
    std::vector<Device> drives{PoissonDrive{0, kRate, 1, span.start_ms(), span.stop_ms()}};
    if (clock.continuous()) {
      const RateTable table{{0}, {kRate}};
      drives.push_back(InhomogeneousPoissonDrive{0, table, 1, span.start_ms(), span.stop_ms()});
    }
    for (Device& drive : drives) {
      const PopulationIndex p = add_neurons(network, sum, Precision::kDouble, kSize);
      if (auto* poisson = drive.get_if<PoissonDrive>()) poisson->target = p;
      if (auto* varying = drive.get_if<InhomogeneousPoissonDrive>()) varying->target = p;
      network.devices.push_back(drive);
      network.state_recorders.push_back(
          {{p, {}}, {"V_m"}, clock.continuous() ? 0.5 : ms_from_ticks(clock.step())});
    }
    const Recorded run = simulate(network, {.threads = 1});
    for (std::uint32_t r = 0; r < drives.size(); ++r) {
      double last = 0;
      for (const CollectingSink::Sample& sample : run.sink.samples_of(r)) {
        double total = 0;
        for (const double V_m : sample.values) total += std::round(V_m);
        if (sample.time <= span.start) RC_ASSERT(total == 0);
        if (sample.time > span.stop + kTicksPerMs / 2) RC_ASSERT(total == last);
        if (!clock.continuous() && sample.time > span.stop) RC_ASSERT(total == last);
        last = total;
      }
      RC_ASSERT(is_expected(last, expected_in(span)));
    }
  }));
}

TEST_CASE("a span without an end lasts as long as the run") {
  const Clock clock = GENERATE(Clock{}, Clock::any_time());
  for (const double stop : {kInfinity, 1e300, 5e9}) {
    Network network = network_on(clock, 1);
    for (const NeuronModel& model : sources_in(10, stop)) {
      add_neurons(network, model, Precision::kDouble, kSize);
    }
    const Recorded run = simulate(network);
    for (PopulationIndex p = 0; p < network.populations.size(); ++p) {
      const Span span{10 * kTicksPerMs, network.duration};
      CHECK(is_expected(static_cast<double>(run.sink.spikes_of(p).size()), expected_in(span)));
    }
  }
}

TEST_CASE("the steps of a table are kept on either clock") {
  const Clock clock = GENERATE(Clock{}, Clock::any_time(), Clock::grid(500'000'000));
  Network network = network_on(clock, 3);
  const RateTable table{{5, 9.5, 20}, {kRate, 0, kRate}};
  add_neurons(network, InhomogeneousPoissonPopulation{table}, Precision::kDouble, kSize);
  const Recorded run = simulate(network);
  double first = 0;
  double second = 0;
  for (const RecordedSpike& spike : run.sink.spikes_of(0)) {
    const double ms = ms_between({}, spike.time);
    CHECK(((ms > 5 && ms <= 9.5) || ms > 20));
    ++(ms <= 9.5 ? first : second);
  }
  CHECK(is_expected(first, expected_in({5 * kTicksPerMs, 19 * kTicksPerMs / 2})));
  CHECK(is_expected(second, expected_in({20 * kTicksPerMs, network.duration})));
}

}  // namespace engram::test
