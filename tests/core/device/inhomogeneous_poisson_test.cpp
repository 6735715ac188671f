#include <boost/math/distributions/poisson.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "core/device/generated.hpp"
#include "core/device/poisson_generator.hpp"
#include "core/random/kolmogorov_smirnov.hpp"
#include "core/random/laws.hpp"
#include "core/registry/built_in_models.hpp"

namespace engram::test {
namespace {

double exponential(double x) { return -std::expm1(-x); }

/// The integral of the rate from 0 to `ms`, in closed form.
double integral(const RateSinusoid& s, double ms) {
  const double omega = 2 * std::numbers::pi * s.frequency / 1000;  // per ms
  const double phase = 2 * std::numbers::pi * s.phase / 360;
  return (s.mean * ms + s.amplitude / omega * (std::cos(phase) - std::cos(omega * ms + phase))) /
         1000;
}
double integral(const RateTable& table, double ms) {
  double sum = 0;
  for (std::size_t i = 0; i < table.times.size() && table.times[i] < ms; ++i) {
    const double end = i + 1 < table.times.size() ? std::min(ms, table.times[i + 1]) : ms;
    sum += table.rates[i] / 1000 * (end - table.times[i]);
  }
  return sum;
}

/// Silent at first, in the middle and late; pieces shorter and longer than intervals.
RateTable steps() {
  return {{5, 6, 7, 7, 40, 140, 150, 150.5, 151}, {900, 10, 3000, 50, 0, 20, 4000, 0, 300}};
}

constexpr double kEnd = 400;

/// Checks counts, intervals on the rescaled clock and, far more sensitive to phases and borders,
/// where in (start, kEnd] events fall.
template <class Profile>
void check_law(const std::vector<std::vector<Time>>& events, const Profile& profile, double start) {
  const auto grown = [&](double ms) { return integral(profile, ms) - integral(profile, start); };
  const double mean = grown(kEnd);
  CHECK(fits(pooled(events), [&](double ms) { return grown(ms) / mean; }));
  LawTest law(mean, std::sqrt(mean));
  for (const auto& train : events) law.add(train.size());
  CHECK(law.p_value([&](double k) { return boost::math::pdf(boost::math::poisson(mean), k); }) >
        1e-4);
}

/// A fixed number of each neuron's first events: a window would favour short intervals.
template <class Profile>
void check_intervals(const std::vector<std::vector<Time>>& events, const Profile& profile,
                     double start) {
  const auto units = intervals(events, start, [&](double ms) { return integral(profile, ms); });
  CHECK(units.size() == 100 * events.size());
  CHECK(fits(units, exponential));
}

}  // namespace

TEST_CASE("sources of a sinusoidal rate follow it") {
  const double start = GENERATE(0.0, 33.0);
  const RateSinusoid sinusoid =
      GENERATE(RateSinusoid{20, 20, 7, 40}, RateSinusoid{300, 100, 50, -120},
               RateSinusoid{100, 99, 0.3, 270}, RateSinusoid{50, 0, 10, 0});
  CAPTURE(start, sinusoid.frequency);
  const InhomogeneousPoissonPopulation model{sinusoid, start};
  check_law(generated(model, 20'000, at(kEnd)), sinusoid, start);
  check_intervals(generated(model, 1000, kNeverTime, 100), sinusoid, start);
}

TEST_CASE("sources of a tabulated rate follow it") {
  const double start = GENERATE(0.0, 6.5, 60.0, 150.75);
  CAPTURE(start);
  const InhomogeneousPoissonPopulation model{steps(), start};
  check_law(generated(model, 20'000, at(kEnd)), steps(), start);
  check_intervals(generated(model, 1000, kNeverTime, 100), steps(), start);
}

TEST_CASE("a drive's arrivals follow its rate, and are none of a population's spikes") {
  const RateSinusoid sinusoid{20, 20, 7, 40};
  Network network = sources(InhomogeneousPoissonPopulation{sinusoid}, 20'000);
  network.devices.push_back(InhomogeneousPoissonDrive{0, sinusoid, 1, 33});
  network.devices.push_back(InhomogeneousPoissonDrive{0, sinusoid, 1, 33});
  network.devices.push_back(InhomogeneousPoissonDrive{0, RateTable{{0}, {250}}, 1, 33, 200});
  const Slice all{0, 0, 20'000, 0};
  const auto drawn = [&](std::uint32_t device) {
    const auto& drive = network.devices[device].as<InhomogeneousPoissonDrive>();
    PoissonGenerator generator(philox_key(network.seed, Purpose::kDriveInterval, device), all,
                               drive.rate, TimeSpan::after(network.clock, drive.start, drive.stop));
    return take(generator, 20'000, at(kEnd));
  };
  check_law(drawn(0), sinusoid, 33);
  check_law(drawn(1), sinusoid, 33);
  check_law(drawn(2), RateTable{{0, 200}, {250, 0}}, 33);
  CHECK((drawn(0) != drawn(1)));
  const InhomogeneousPoissonPopulation same{sinusoid, 33};
  network = sources(same, 20'000);
  network.devices.push_back(InhomogeneousPoissonDrive{0, sinusoid, 1, 33});
  CHECK((drawn(0) != generated(same, 20'000, at(kEnd))));
}

TEST_CASE("silent pieces stay silent and cost nothing") {
  // Thinned against the largest rate anywhere, the silence would take 1e12 draws.
  const InhomogeneousPoissonPopulation model{RateTable{{0, 10, 1e9, 1e9 + 10}, {1e6, 0, 1e6, 0}}};
  const auto times = pooled(generated(model, 2, kNeverTime));
  CHECK(std::abs(static_cast<double>(times.size()) - 40'000) < 5 * 200);
  const auto late = std::ranges::count_if(times, [](double ms) { return ms >= 1e9; });
  CHECK(std::abs(static_cast<double>(late) - 20'000) < 5 * std::sqrt(20'000.0));
  for (const double ms : times) {
    if (ms >= 10 && (ms < 1e9 || ms >= 1e9 + 10)) FAIL("an event at " << ms << " ms");
  }
}

TEST_CASE("rates that are 0 give no events") {
  const RateProfile rate =
      GENERATE(RateProfile{RateTable{}}, RateProfile{RateTable{{0, 5}, {0, 0}}},
               RateProfile{RateTable{{11}, {1e6}}}, RateProfile{RateSinusoid{0, 0, 10, 0}});
  CHECK(pooled(generated(InhomogeneousPoissonPopulation{rate}, 5, at(10))).empty());
}

}  // namespace engram::test
