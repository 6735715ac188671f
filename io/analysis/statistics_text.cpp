#include "io/analysis/statistics_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <vector>

#include "core/base/text.hpp"
#include "io/analysis/json_text.hpp"
#include "io/analysis/recorded_share.hpp"

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
  for (const auto& p : statistics.populations) width = std::max(width, printable(p.name).size());
  return width;
}

std::string share_of(const PopulationStatistics& p) {
  return recorded_share(p.recorded, p.neurons);
}

std::string correlated_of(const PopulationStatistics& p) {
  return p.recorded == 0 ? "-" : fmt::format("{} of {}", p.correlated, p.recorded);
}

template <class Text>
std::size_t column_width(const RecordingStatistics& statistics, std::string_view head, Text text) {
  std::size_t width = head.size();
  for (const auto& p : statistics.populations) width = std::max(width, text(p).size());
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
  std::string text =
      fmt::format("{}, histograms from {:.{}f} to {:.{}f} (values beyond are left out of them)\n",
                  quantity.title, range.low, quantity.digits, range.high, quantity.digits);
  text += fmt::format("{:<{}}  {:>8}  {:>9}{:>9}{:>9}{:>9}{:>9}\n", "population", width, "values",
                      "min", "25 %", "median", "75 %", "max");
  for (const auto& population : statistics.populations) {
    if (population.recorded == 0) continue;
    const EmpiricalDistribution& values = population.*quantity.values;
    text += fmt::format("{:<{}}  {:>8}  ", printable(population.name), width, values.size());
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
      "      \"recorded\": {},\n"
      "      \"spikes\": {},\n"
      "      \"mean_rate_hz\": {},\n"
      "      \"mean_cv\": {},\n"
      "      \"n_cv\": {},\n"
      "      \"mean_cc\": {},\n"
      "      \"n_cc\": {},\n"
      "      \"n_correlated\": {},\n"
      "      \"rate_hz\": {},\n"
      "      \"isi_cv\": {},\n"
      "      \"cc\": {}\n"
      "    }}",
      json_string(p.name), p.neurons, p.recorded,
      p.recorded == 0 ? "null" : std::to_string(p.spikes), json_number(p.mean_rate()),
      json_number(p.mean_isi_cv()), p.isi_cvs.size(), json_number(p.mean_correlation()),
      p.correlations.size(), p.correlated, json_quantiles(p.rates), json_quantiles(p.isi_cvs),
      json_quantiles(p.correlations));
}

std::string notes(const RecordingStatistics& statistics) {
  std::string text = fmt::format("span from {} ms to {} ms\n", ms_from_ticks(statistics.from),
                                 ms_from_ticks(statistics.to));
  text += min_spikes_note(statistics.min_spikes) + "\n";
  text += "correlation: " + correlation_note(statistics) + "\n";
  const auto whole = [](const auto& p) { return p.recorded == p.neurons; };
  if (!std::ranges::all_of(statistics.populations, whole)) {
    text += "spikes, rate, ISI CV and correlation: of the recorded neurons\n";
  }
  return text;
}

std::string population_table(const RecordingStatistics& statistics) {
  const std::size_t width = name_width(statistics);
  const std::size_t share = column_width(statistics, "recorded", share_of);
  const std::size_t correlated = column_width(statistics, "correlated", correlated_of);
  std::string text = fmt::format("{:<{}}  {:>10}  {:>{}}  {:>12}  {:>10}  {:>7}  {:>11}  {:>{}}\n",
                                 "population", width, "neurons", "recorded", share, "spikes",
                                 "rate (Hz)", "ISI CV", "correlation", "correlated", correlated);
  for (const auto& p : statistics.populations) {
    text += fmt::format("{:<{}}  {:>10}  {:>{}}  {:>12}  {}  {}  {}  {:>{}}\n", printable(p.name),
                        width, p.neurons, share_of(p), share,
                        p.recorded == 0 ? "-" : std::to_string(p.spikes),
                        number(p.mean_rate(), 10, 3), number(p.mean_isi_cv(), 7, 3),
                        number(p.mean_correlation(), 11, 4), correlated_of(p), correlated);
  }
  return text;
}

}  // namespace

std::string min_spikes_note(std::uint32_t min_spikes) {
  return fmt::format("ISI CV: mean over neurons with at least {} spikes", min_spikes);
}

std::string correlation_note(const RecordingStatistics& statistics) {
  return fmt::format(
      "spike counts in {} ms bins, all pairs of up to {} neurons of a population, drawn at random "
      "among those that fired",
      ms_from_ticks(statistics.bin), statistics.sample);
}

std::string statistics_table(const RecordingStatistics& statistics) {
  std::string text = notes(statistics) + "\n" + population_table(statistics);
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
      "  \"min_spikes\": {},\n"
      "  \"correlated_at_most\": {},\n"
      "  \"quantiles\": [{}],\n"
      "  \"populations\": {{\n{}\n  }}\n"
      "}}\n",
      ms_from_ticks(statistics.from), ms_from_ticks(statistics.to), ms_from_ticks(statistics.bin),
      statistics.min_spikes, statistics.sample, fmt::join(probabilities, ", "),
      fmt::join(populations, ",\n"));
}

}  // namespace engram
