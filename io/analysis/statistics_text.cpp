#include "io/analysis/statistics_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <vector>

#include "io/analysis/json_text.hpp"

namespace engram {
namespace {

constexpr std::size_t kHistogramColumns = 32;
constexpr std::size_t kQuantiles = 1001;

struct Quantity {
  std::string_view title;
  EmpiricalDistribution PopulationStatistics::*values;
  int digits;
};

constexpr std::array<Quantity, 3> kQuantities = {{
    {"firing rate (Hz)", &PopulationStatistics::rates, 2},
    {"ISI CV", &PopulationStatistics::isi_cvs, 3},
    {"correlation", &PopulationStatistics::correlations, 4},
}};

std::string number(double value, int width, int digits) {
  if (std::isnan(value)) return fmt::format("{:>{}}", "-", width);
  return fmt::format("{:{}.{}f}", value, width, digits);
}

std::size_t name_width(const RecordingStatistics& statistics) {
  std::size_t width = std::string_view("population").size();
  for (const auto& p : statistics.populations) width = std::max(width, p.name.size());
  return width;
}

std::string bars(const std::vector<std::uint64_t>& counts) {
  static constexpr std::array<std::string_view, 9> kBars = {" ", "▁", "▂", "▃", "▄",
                                                            "▅", "▆", "▇", "█"};
  const std::uint64_t most = *std::max_element(counts.begin(), counts.end());
  std::string text;
  for (const std::uint64_t count : counts) {
    // Rounded up, so that nothing but an empty bin looks empty.
    text += kBars[most == 0 ? 0 : (count * (kBars.size() - 1) + most - 1) / most];
  }
  return text;
}

struct Range {
  double low;
  double high;
};

// Holds all but the outermost hundredth of every population.
Range common_range(const RecordingStatistics& statistics, const Quantity& quantity) {
  Range range{0, 0};
  bool first = true;
  for (const auto& population : statistics.populations) {
    const EmpiricalDistribution& values = population.*quantity.values;
    if (values.empty()) continue;
    const Range own{values.quantile(0.01), values.quantile(0.99)};
    range = first ? own : Range{std::min(range.low, own.low), std::max(range.high, own.high)};
    first = false;
  }
  if (range.high <= range.low) range.high = range.low + 1;
  return range;
}

std::string distribution_table(const RecordingStatistics& statistics, const Quantity& quantity) {
  const std::size_t width = name_width(statistics);
  const Range range = common_range(statistics, quantity);
  std::string text = fmt::format("{}, histograms from {:.{}f} to {:.{}f}\n", quantity.title,
                                 range.low, quantity.digits, range.high, quantity.digits);
  text += fmt::format("{:<{}}  {:>8}  {:>9}{:>9}{:>9}{:>9}{:>9}\n", "population", width, "values",
                      "min", "25 %", "median", "75 %", "max");
  for (const auto& population : statistics.populations) {
    const EmpiricalDistribution& values = population.*quantity.values;
    text += fmt::format("{:<{}}  {:>8}  ", population.name, width, values.size());
    for (const double p : {0.0, 0.25, 0.5, 0.75, 1.0}) {
      text += number(values.quantile(p), 9, quantity.digits);
    }
    const auto counts = values.histogram(range.low, range.high, kHistogramColumns);
    text += fmt::format("  {}\n", bars(counts));
  }
  return text;
}

std::string json_number(double value) {
  return std::isfinite(value) ? fmt::format("{:.9g}", value) : "null";
}

double probability(std::size_t quantile) {
  return static_cast<double>(quantile) / (kQuantiles - 1);
}

std::string json_quantiles(const EmpiricalDistribution& values) {
  std::vector<std::string> numbers;
  for (std::size_t i = 0; i < kQuantiles && !values.empty(); ++i) {
    numbers.push_back(json_number(values.quantile(probability(i))));
  }
  return fmt::format("[{}]", fmt::join(numbers, ", "));
}

std::string json_population(const PopulationStatistics& p) {
  return fmt::format(
      "    {}: {{\n"
      "      \"neurons\": {},\n"
      "      \"spikes\": {},\n"
      "      \"mean_rate_hz\": {},\n"
      "      \"mean_cv\": {},\n"
      "      \"n_cv\": {},\n"
      "      \"mean_cc\": {},\n"
      "      \"n_cc\": {},\n"
      "      \"rate_hz\": {},\n"
      "      \"isi_cv\": {},\n"
      "      \"cc\": {}\n"
      "    }}",
      json_string(p.name), p.neurons, p.spikes, json_number(p.mean_rate()),
      json_number(p.mean_isi_cv()), p.isi_cvs.size(), json_number(p.mean_correlation()),
      p.correlations.size(), json_quantiles(p.rates), json_quantiles(p.isi_cvs),
      json_quantiles(p.correlations));
}

}  // namespace

std::string statistics_table(const RecordingStatistics& statistics) {
  const std::size_t width = name_width(statistics);
  std::string text = fmt::format(
      "span from {} ms to {} ms; correlation of spike counts in {} ms bins\n\n",
      ms_from_ticks(statistics.from), ms_from_ticks(statistics.to), ms_from_ticks(statistics.bin));
  text += fmt::format("{:<{}}  {:>10}  {:>12}  {:>10}  {:>7}  {:>11}\n", "population", width,
                      "neurons", "spikes", "rate (Hz)", "ISI CV", "correlation");
  for (const auto& p : statistics.populations) {
    text += fmt::format("{:<{}}  {:>10}  {:>12}  {}  {}  {}\n", p.name, width, p.neurons, p.spikes,
                        number(p.mean_rate(), 10, 3), number(p.mean_isi_cv(), 7, 3),
                        number(p.mean_correlation(), 11, 4));
  }
  for (const Quantity& quantity : kQuantities) {
    text += '\n';
    text += distribution_table(statistics, quantity);
  }
  return text;
}

std::string statistics_json(const RecordingStatistics& statistics) {
  std::vector<double> probabilities;
  for (std::size_t i = 0; i < kQuantiles; ++i) probabilities.push_back(probability(i));
  std::vector<std::string> populations;
  for (const auto& population : statistics.populations) {
    populations.push_back(json_population(population));
  }
  return fmt::format(
      "{{\n"
      "  \"from_ms\": {},\n"
      "  \"to_ms\": {},\n"
      "  \"bin_ms\": {},\n"
      "  \"quantiles\": [{}],\n"
      "  \"populations\": {{\n{}\n  }}\n"
      "}}\n",
      ms_from_ticks(statistics.from), ms_from_ticks(statistics.to), ms_from_ticks(statistics.bin),
      fmt::join(probabilities, ", "), fmt::join(populations, ",\n"));
}

}  // namespace engram
