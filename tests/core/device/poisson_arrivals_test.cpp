#include "core/device/poisson_arrivals.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/device/exact_sources.hpp"
#include "core/device/generated.hpp"
#include "core/random/kolmogorov_smirnov.hpp"
#include "core/registry/built_in_models.hpp"
#include "core/support/twin_networks.hpp"

namespace engram::test {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// Longest span of one call.
constexpr Tick kLongest = 2 * kTicksPerMs;

struct Drive {
  PoissonDrive drive;
  std::uint64_t seed = 1;
  std::uint32_t device = 0;

  PoissonArrivals arrivals(std::uint32_t first, std::uint32_t count) const {
    const Clock clock = Clock::any_time();
    return {philox_key(seed, Purpose::kPoissonArrival, device), device, Slice{0, first, count, 0},
            PoissonArrivals::Law{drive.rate, drive.weight, clock.nearest(drive.start),
                                 clock.nearest(drive.stop)}};
  }
};

PoissonDrive drive_of(double rate, double start = 0, double stop = kInfinity) {
  return {.target = 0, .rate = rate, .weight = 1, .start = start, .stop = stop};
}

/// The arrivals at one neuron up to the last of `ends`, asked for up to each of them in turn.
/// Checks the next arrival that each call returns.
std::vector<Time> taken(ArrivalStream& stream, std::uint32_t neuron,
                        const std::vector<Time>& ends) {
  std::vector<Time> all;
  Tick next = 0;
  bool kept = true;
  for (const Time end : ends) {
    const Time base{std::max<Tick>(0, end.tick - kLongest), 0};
    std::vector<std::int64_t> offsets{-77};  // to be left alone
    const Tick answer = stream.take(neuron, base, end, offsets);
    kept = kept && offsets.front() == -77;
    for (std::size_t i = 1; i < offsets.size(); ++i) {
      all.push_back(time_from(base, offsets[i]));
      kept = kept && all.back() <= end && (i != 1 || all.back().tick == next || all.size() == 1);
    }
    kept = kept && answer >= end.tick;
    next = answer;
  }
  CHECK(kept);
  return all;
}

std::vector<Time> regular_ends(Tick end, Tick step = kLongest / 2) {
  std::vector<Time> ends;
  for (Tick t = step; t < end; t += step) ends.push_back({t, 0xffffffff});
  ends.push_back({end, 0xffffffff});
  return ends;
}

/// No more than `kLongest` apart; some at the arrivals themselves.
std::vector<Time> random_ends(Dice& dice, Tick end, const std::vector<Time>& arrivals) {
  std::vector<Time> ends = regular_ends(end);
  for (std::int64_t n = dice.whole(0, 200); n > 0; --n) {
    ends.push_back({dice.whole(0, end), static_cast<std::uint32_t>(dice.whole(0, 0xffffffff))});
  }
  for (const Time arrival : arrivals) {
    if (dice.one_in(5)) ends.push_back(arrival);
    if (dice.one_in(5)) ends.push_back({arrival.tick, 0});
  }
  std::ranges::sort(ends);
  return ends;
}

std::vector<double> intervals_of(const Drive& d, std::uint32_t neurons, Tick end) {
  PoissonArrivals stream = d.arrivals(0, neurons);
  std::vector<double> all;
  for (std::uint32_t i = 0; i < neurons; ++i) {
    Time last = after_ms({}, d.drive.start);
    for (const Time time : taken(stream, i, regular_ends(end))) {
      all.push_back(ms_between(last, time) * d.drive.rate / 1000);
      last = time;
    }
  }
  return all;
}

}  // namespace

TEST_CASE("arrivals are the same however their time is cut and their neurons are sliced") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Drive d{drive_of(dice.one_of({30.0, 8000.0, 2e6}), dice.one_of({0.0, 3.3})), seed,
                  static_cast<std::uint32_t>(dice.whole(0, 5))};
    const Tick end = dice.whole(4, 12) * kTicksPerMs;
    PoissonArrivals whole = d.arrivals(0, 200);
    for (int n = 0; n < 3; ++n) {
      const auto neuron = static_cast<std::uint32_t>(dice.whole(0, 199));
      PoissonArrivals fresh = d.arrivals(0, 200);
      const std::vector<Time> expected = taken(fresh, neuron, regular_ends(end));
      RC_ASSERT(std::ranges::is_sorted(expected));
      const std::uint32_t first = neuron / kSliceUnit * kSliceUnit;
      PoissonArrivals slice = d.arrivals(first, 200 - first);
      const auto ends = random_ends(dice, end, expected);
      RC_ASSERT(taken(slice, neuron - first, ends) == expected);
      PoissonArrivals again = d.arrivals(0, 200);
      RC_ASSERT(taken(again, neuron, random_ends(dice, end, expected)) == expected);
    }
  }));
}

TEST_CASE("arrivals of a Poisson drive come at its rate, and independently") {
  const double rate = GENERATE(1000.0, 50'000.0);
  const double start = GENERATE(0.0, 0.00037);
  const Drive d{drive_of(rate, start)};
  const auto neurons = static_cast<std::uint32_t>(rate == 1000 ? 400 : 20);
  const double ms = 200;
  const std::vector<double> units = intervals_of(d, neurons, ticks_from_ms(ms));
  const double expected = rate / 1000 * (ms - start) * neurons;
  CHECK(std::abs(static_cast<double>(units.size()) - expected) < 4 * std::sqrt(expected));
  CHECK(fits(units, [](double x) { return -std::expm1(-x); }));
  double product = 0;
  for (std::size_t i = 1; i < units.size(); ++i) product += (units[i] - 1) * (units[i - 1] - 1);
  CHECK(std::abs(product) < 4 * std::sqrt(expected));
}

TEST_CASE("neurons, devices and seeds have arrivals of their own") {
  const auto first = [](const Drive& d, std::uint32_t neuron) {
    PoissonArrivals stream = d.arrivals(0, 70);
    return taken(stream, neuron, regular_ends(5 * kTicksPerMs));
  };
  const PoissonDrive drive = drive_of(8000);
  const auto one = first({drive, 1, 0}, 3);
  REQUIRE(one.size() > 10);
  CHECK(first({drive, 1, 0}, 3) == one);
  CHECK(first({drive, 1, 0}, 4) != one);
  CHECK(first({drive, 1, 1}, 3) != one);
  CHECK(first({drive, 2, 0}, 3) != one);
}

TEST_CASE("a drive begins after its start, and its stop cuts off the rest") {
  constexpr std::uint32_t kNeuron = 5;
  const double start = 1.25;
  const Drive endless{drive_of(1e6, start)};
  PoissonArrivals stream = endless.arrivals(0, 64);
  const std::vector<Time> all = taken(stream, kNeuron, regular_ends(4 * kTicksPerMs));
  REQUIRE(all.size() > 2000);
  CHECK(all.front() > at(start));
  CHECK(ms_between(at(start), all.front()) < 0.02);
  // The stop at, and just before, a whole tick after an arrival.
  for (const std::size_t i : {0u, 15u, 16u, 1000u}) {
    const Time stop{all[i].tick + 1, 0};
    PoissonArrivals cut = Drive{drive_of(1e6, start, ms_of(stop))}.arrivals(0, 64);
    std::vector<Time> expected;
    std::ranges::copy_if(all, std::back_inserter(expected), [&](Time t) { return t <= stop; });
    CHECK(taken(cut, kNeuron, regular_ends(4 * kTicksPerMs)) == expected);
    std::vector<std::int64_t> offsets;
    CHECK(cut.take(kNeuron, {}, {5 * kTicksPerMs, 0}, offsets) == kNeverTime.tick);
    CHECK(offsets.empty());
  }
}

TEST_CASE("the next arrival of a drive that hardly ever acts is far ahead") {
  PoissonArrivals stream = Drive{drive_of(1e-6)}.arrivals(0, 64);
  int late = 0;
  for (std::uint32_t i = 0; i < 64; ++i) {
    std::vector<std::int64_t> offsets;
    late += stream.take(i, {}, {kTicksPerMs, 0}, offsets) > 1'000'000 * kTicksPerMs;
    CHECK(offsets.empty());
  }
  CHECK(late == 64);
}

TEST_CASE("arrivals that a generator makes are the same however their time is cut") {
  const Network network = sources(PoissonPopulation{3000}, 64);
  const Tick end = 8 * kTicksPerMs;
  const auto arrivals = [&](const std::vector<Time>& ends) {
    GeneratedArrivals stream(2.5, 0, {0, 0, 64, 0},
                             make_spike_generator(network, {0, 0, 64, 0}, 1));
    CHECK(stream.weight() == 2.5);
    return taken(stream, 7, ends);
  };
  const std::vector<Time> expected = arrivals(regular_ends(end));
  CHECK(expected.size() > 8);
  Dice dice(1);
  for (int n = 0; n < 20; ++n) CHECK(arrivals(random_ends(dice, end, expected)) == expected);
}

}  // namespace engram::test
