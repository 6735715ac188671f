#include "io/analysis/spike_train.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <random>

namespace engram {
namespace {

SpikeTrain train_of(std::initializer_list<Tick> times) {
  SpikeTrain train;
  for (const Tick time : times) train.add(time);
  return train;
}

TEST_CASE("a regular train has an ISI CV of exactly zero") {
  for (const Tick interval : {Tick{1}, Tick{3}, kTicksPerMs / 10, 7 * kTicksPerMs + 1}) {
    SpikeTrain train;
    for (Tick i = 1; i <= 1001; ++i) train.add(i * interval);
    CHECK(train.spikes() == 1001);
    CHECK(train.isi_cv() == 0);
  }
}

TEST_CASE("the ISI CV divides by the number of intervals") {
  // Intervals 1, 2 and 6: mean 3, variance (4 + 1 + 9) / 3.
  CHECK(train_of({10, 11, 13, 19}).isi_cv() == Approx(std::sqrt(14.0 / 3) / 3).epsilon(1e-15));
  // A mean that is no whole number of ticks: intervals 1 and 2.
  CHECK(train_of({0, 1, 3}).isi_cv() == Approx(0.5 / 1.5).epsilon(1e-15));
}

TEST_CASE("the ISI CV does not lose small differences between long intervals") {
  const Tick day = 86'400'000 * kTicksPerMs;
  const double mean = static_cast<double>(day) + 1;
  CHECK(train_of({0, day, 2 * day + 2}).isi_cv() == Approx(1 / mean).epsilon(1e-12));
}

TEST_CASE("the ISI CV holds the longest time there is") {
  const Tick last = std::numeric_limits<Tick>::max();
  CHECK(train_of({0, last}).isi_cv() == 0);
  CHECK(train_of({0, 0, last}).isi_cv() == Approx(1).epsilon(1e-15));
}

TEST_CASE("a train without an interval has no ISI CV") {
  CHECK(std::isnan(SpikeTrain().isi_cv()));
  CHECK(std::isnan(train_of({5}).isi_cv()));
  CHECK(std::isnan(train_of({5, 5, 5}).isi_cv()));
}

TEST_CASE("a Poisson train has an ISI CV of one") {
  std::mt19937_64 random(1);
  std::exponential_distribution<double> interval(1e-9);
  SpikeTrain train;
  double time = 0;
  for (int i = 0; i < 100'000; ++i) train.add(static_cast<Tick>(time += interval(random)));
  // The standard error is 1 / sqrt(n) = 0.003.
  CHECK(train.isi_cv() == Approx(1).margin(0.012));
}

}  // namespace
}  // namespace engram
