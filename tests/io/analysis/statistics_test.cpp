#include "io/analysis/statistics.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <numeric>

#include "core/base/error.hpp"
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
  const auto rates = population.rates.sorted();
  CHECK(std::vector<double>(rates.begin(), rates.end()) == std::vector<double>{0, 0, 2, 4});
}

TEST_CASE("an ISI CV needs five spikes, all within the span") {
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
  const RecordingStatistics statistics = analyse(source);
  const auto cvs = statistics.populations[0].isi_cvs.sorted();
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
  CHECK(std::ranges::equal(first.sorted(),
                           analyse(source, options).populations[0].correlations.sorted()));
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

// What the definitions say, neuron by neuron and bin by bin, in floating-point milliseconds.
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
    if (times.size() >= 5 && mean(intervals) > 0) {
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

void check_close(std::vector<double> expected, std::span<const double> found) {
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
    check_close(expected.rates, found.rates.sorted());
    check_close(expected.cvs, found.isi_cvs.sorted());
    check_close(expected.correlations, found.correlations.sorted());
  }));
}

}  // namespace
}  // namespace engram
