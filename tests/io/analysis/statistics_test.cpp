#include "io/analysis/statistics.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <numeric>

#include "core/base/error.hpp"
#include "io/analysis/distribution_values.hpp"
#include "io/analysis/memory_source.hpp"

namespace engram {
namespace {

using test::MemorySource;
using test::SpikeList;

TEST_CASE("rates count every neuron and only what comes after the warm-up") {
  MemorySource source(100, 600);
  source.add("A", 4, {{50, 0}, {100, 0}, {100.1, 0}, {600, 1}, {300, 1}});
  const RecordingStatistics statistics = analyse(source);
  CHECK(statistics.from == 100 * kTicksPerMs);
  CHECK(statistics.to == 600 * kTicksPerMs);
  const PopulationStatistics& population = statistics.populations.at(0);
  CHECK(population.name == "A");
  CHECK(population.neurons == 4);
  CHECK(population.spikes == 3);
  CHECK(population.mean_rate() == Approx(1.5));  // 3 spikes, 4 neurons, 0.5 s
  CHECK(test::values_of(population.rates) == std::vector<double>{0, 0, 2, 4});
}

TEST_CASE("an ISI CV needs as many spikes as asked for, all within the span") {
  MemorySource source(10, 100);
  source.add("A", 3,
             {{5, 0},
              {20, 0},
              {30, 0},
              {40, 0},
              {50, 0},  // four after the warm-up
              {20, 1},
              {30, 1},
              {40, 1},
              {50, 1},
              {60, 1},  // regular
              {20, 2},
              {21, 2},
              {23, 2},
              {24, 2},
              {26, 2}});  // 1 2 1 2
  AnalysisOptions options;
  options.min_spikes = 5;
  const RecordingStatistics statistics = analyse(source, options);
  CHECK(statistics.min_spikes == 5);
  const auto cvs = test::values_of(statistics.populations[0].isi_cvs);
  REQUIRE(cvs.size() == 2);
  CHECK(cvs[0] == 0);
  CHECK(cvs[1] == Approx(1.0 / 3));
}

TEST_CASE("the span can be chosen") {
  MemorySource source(100, 600);
  source.add("A", 1, {{50, 0}, {200, 0}, {500, 0}});
  AnalysisOptions options;
  options.from = 0;
  options.to = 200 * kTicksPerMs;
  CHECK(analyse(source, options).populations[0].spikes == 2);
}

TEST_CASE("silent and empty populations have rates but no CV and no correlation") {
  MemorySource source(0, 100);
  source.add("silent", 3, {}).add("nobody", 0, {}).add("once", 2, {{50, 1}});
  const auto populations = analyse(source).populations;
  CHECK(populations[0].mean_rate() == 0);
  CHECK(std::isnan(populations[0].mean_isi_cv()));
  CHECK(std::isnan(populations[0].mean_correlation()));
  CHECK(std::isnan(populations[1].mean_rate()));
  CHECK(populations[2].mean_rate() == Approx(5));
  CHECK(populations[2].correlations.empty());
}

TEST_CASE("two intervals are enough by default, and spikes all at once have none") {
  MemorySource source(0, 100);
  source.add("A", 4, {{10, 0}, {20, 0}, {40, 0}, {10, 1}, {20, 1}, {30, 1}, {40, 1}, {5, 2}});
  source.add("at once", 1, {{10, 0}, {10, 0}, {10, 0}, {10, 0}});
  const RecordingStatistics statistics = analyse(source);
  CHECK(statistics.min_spikes == 3);
  CHECK(statistics.populations[0].isi_cvs.size() == 2);
  CHECK(statistics.populations[0].mean_isi_cv() == Approx(1.0 / 6));
  CHECK(statistics.populations[1].isi_cvs.empty());
}

TEST_CASE("where neurons were left out, rates are of those that were recorded") {
  MemorySource source(0, 1000);
  source.add_recorded("F", 100, 2, {{10, 0}, {20, 1}, {30, 1}}).add_recorded("E", 100, 0, {});
  const auto populations = analyse(source).populations;
  CHECK(populations[0].neurons == 100);
  CHECK(populations[0].recorded == 2);
  CHECK(populations[0].mean_rate() == Approx(1.5));
  CHECK(populations[1].neurons == 100);
  CHECK(populations[1].recorded == 0);
  CHECK(std::isnan(populations[1].mean_rate()));
}

TEST_CASE("neurons that never fired take neither memory nor time") {
  MemorySource source(0, 1000);
  source.add("A", 199'999'000, {{10, 7}, {20, 199'998'999}, {30, 7}});
  const auto population = analyse(source).populations[0];
  CHECK(population.rates.size() == 199'999'000);
  CHECK(population.mean_rate() == Approx(3 / 199'999'000.0));
  CHECK(population.correlations.size() == 1);
}

TEST_CASE("of very many populations smaller samples are correlated, which is said") {
  MemorySource source(0, 10);
  for (int i = 0; i < 3000; ++i) source.add("A" + std::to_string(i), 1, {{1, 0}});
  CHECK(analyse(source).sample == 211);  // 2^26 pairs in all
}

TEST_CASE("only so many neurons are correlated, drawn among those that fired") {
  MemorySource source(0, 1000);
  SpikeList spikes;
  for (std::uint32_t neuron = 0; neuron < 40; ++neuron)
    spikes.emplace_back(10.0 + neuron, 2 * neuron);
  source.add("A", 80, spikes);
  AnalysisOptions options;
  CHECK(analyse(source, options).populations[0].correlations.size() == 40 * 39 / 2);
  options.sample = 7;
  const auto first = analyse(source, options).populations[0].correlations;
  CHECK(first.size() == 7 * 6 / 2);
  CHECK(test::values_of(first) ==
        test::values_of(analyse(source, options).populations[0].correlations));
  CHECK(analyse(source, options).populations[0].correlated == 7);
}

TEST_CASE("a span without time and a bin without width are refused") {
  MemorySource source(500, 400);
  source.add("A", 1, {});
  CHECK_THROWS_WITH(analyse(source), Catch::Contains("warm-up") && Catch::Contains("400"));
  AnalysisOptions options;
  options.from = 0;
  options.to = 401 * kTicksPerMs;
  CHECK_THROWS_AS(analyse(source, options), UserError);
  options.to = 400 * kTicksPerMs;
  CHECK_NOTHROW(analyse(source, options));
  options.bin = 0;
  CHECK_THROWS_AS(analyse(source, options), UserError);
}

TEST_CASE("more neurons than memory can hold are refused") {
  MemorySource source(0, 1);
  source.add("A", 1, {}).add("B", std::uint64_t{1} << 40, {});
  CHECK_THROWS_WITH(analyse(source), Catch::Contains("B"));
}

// Computed from the definitions, neuron by neuron and bin by bin, in floating-point milliseconds.
struct Reference {
  std::vector<double> rates;
  std::vector<double> cvs;
  std::vector<double> correlations;
};

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double covariance(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - mean(a)) * (b[i] - mean(b));
  return sum / static_cast<double>(a.size());
}

Reference reference(const SpikeList& spikes, std::uint32_t neurons, double from, double to,
                    double bin) {
  Reference result;
  std::vector<std::vector<double>> counts;
  for (std::uint32_t neuron = 0; neuron < neurons; ++neuron) {
    std::vector<double> times;
    for (const auto& [ms, who] : spikes) {
      if (who == neuron && ms > from && ms <= to) times.push_back(ms);
    }
    std::sort(times.begin(), times.end());
    result.rates.push_back(1000 * static_cast<double>(times.size()) / (to - from));
    std::vector<double> intervals;
    for (std::size_t i = 1; i < times.size(); ++i) intervals.push_back(times[i] - times[i - 1]);
    if (times.size() >= 3 && mean(intervals) > 0) {
      result.cvs.push_back(std::sqrt(covariance(intervals, intervals)) / mean(intervals));
    }
    std::vector<double> count;
    for (double begin = from; begin + bin <= to; begin += bin) {
      count.push_back(static_cast<double>(std::count_if(
          times.begin(), times.end(), [&](double ms) { return ms > begin && ms <= begin + bin; })));
    }
    if (!times.empty() && covariance(count, count) > 0) counts.push_back(count);
  }
  for (std::size_t a = 0; a < counts.size(); ++a) {
    for (std::size_t b = a + 1; b < counts.size(); ++b) {
      result.correlations.push_back(
          covariance(counts[a], counts[b]) /
          std::sqrt(covariance(counts[a], counts[a]) * covariance(counts[b], counts[b])));
    }
  }
  return result;
}

void check_close(std::vector<double> expected, const EmpiricalDistribution& distribution) {
  const std::vector<double> found = test::values_of(distribution);
  std::sort(expected.begin(), expected.end());
  RC_ASSERT(expected.size() == found.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    RC_ASSERT(std::abs(expected[i] - found[i]) < 1e-9);
  }
}

TEST_CASE("statistics agree with their definitions on random spikes") {
  REQUIRE(rc::check("against the slow reference", [] {
    const auto neurons = *rc::gen::inRange(1u, 8u);
    const double warm_up = *rc::gen::inRange(0, 10);
    const double end = warm_up + *rc::gen::inRange(3, 40);
    // Times in half milliseconds, so that they, and the bins' edges, are exact in binary.
    const auto drawn =
        *rc::gen::container<std::vector<std::pair<int, std::uint32_t>>>(rc::gen::pair(
            rc::gen::inRange(1, static_cast<int>(2 * end) + 1), rc::gen::inRange(0u, neurons)));
    SpikeList spikes;
    for (const auto& [half_ms, neuron] : drawn) spikes.emplace_back(half_ms / 2.0, neuron);
    MemorySource source(warm_up, end);
    source.add("A", neurons, spikes);
    const auto found = analyse(source).populations.at(0);
    const Reference expected = reference(spikes, neurons, warm_up, end, 2);
    check_close(expected.rates, found.rates);
    check_close(expected.cvs, found.isi_cvs);
    check_close(expected.correlations, found.correlations);
  }));
}

}  // namespace
}  // namespace engram
