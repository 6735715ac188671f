#include "io/plot/distribution_figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "io/analysis/recorded_share.hpp"
#include "io/plot/figure.hpp"

namespace engram {
namespace {

constexpr double kPanelHeight = 118;  // px, with what is between two
constexpr double kLeft = 58;
constexpr double kRight = 20;
constexpr double kTop = 26;
constexpr double kBetween = 22;  // below a panel, for its tick labels
constexpr double kFoot = 28;     // below the last panels, for the titles of the axes
constexpr std::size_t kBins = 40;

struct Range {
  double low;
  double high;
};

struct Quantity {
  std::string_view title;
  EmpiricalDistribution PopulationStatistics::*values;
  double PublishedValues::*published;
  double trimmed;  // share of the values at each end that may lie outside the axis
};

constexpr Quantity kRate = {"firing rate (Hz)", &PopulationStatistics::rates,
                            &PublishedValues::rate, 0.005};
constexpr Quantity kIsiCv = {"ISI CV", &PopulationStatistics::isi_cvs, &PublishedValues::isi_cv,
                             0.005};
// A few pairs of almost silent neurons that fired together once reach far out.
constexpr Quantity kCorrelation = {"correlation coefficient", &PopulationStatistics::correlations,
                                   &PublishedValues::correlation, 0.03};

struct Histogram {
  double low = 0;
  double width = 1;
  std::vector<double> shares;  // percent of all values, per bin
};

Histogram make_histogram(const EmpiricalDistribution& values, Range range, std::size_t bins) {
  Histogram histogram{range.low, (range.high - range.low) / static_cast<double>(bins), {}};
  const auto all = static_cast<double>(std::max<std::size_t>(values.size(), 1));
  for (const std::uint64_t count : values.histogram(range.low, range.high, bins)) {
    histogram.shares.push_back(100 * static_cast<double>(count) / all);
  }
  return histogram;
}

// Rates are whole numbers of spikes over the span: bins hold equally many of these, else they beat.
Histogram rate_histogram(const EmpiricalDistribution& rates, double published, double seconds) {
  const double step = 1 / seconds;
  const double high = rates.empty() ? 0 : rates.quantile(1 - kRate.trimmed);
  const double top = std::max({high, std::isnan(published) ? 0 : published * 1.2, step * 4});
  const double steps_per_bin = std::max(1.0, std::ceil(top / step / static_cast<double>(kBins)));
  const auto bins = static_cast<std::size_t>(std::ceil((top / step + 1) / steps_per_bin));
  const double low = -step / 2;
  return make_histogram(rates, {low, low + steps_per_bin * step * static_cast<double>(bins)}, bins);
}

// One that suits all populations and the published values.
Range common_range(const RecordingStatistics& statistics,
                   std::span<const PublishedValues> published, const Quantity& quantity) {
  std::vector<double> ends;
  for (std::size_t p = 0; p < statistics.populations.size(); ++p) {
    const EmpiricalDistribution& values = statistics.populations[p].*quantity.values;
    if (!values.empty()) {
      ends.push_back(values.quantile(quantity.trimmed));
      ends.push_back(values.quantile(1 - quantity.trimmed));
    }
    const double mean = published[p].*quantity.published;
    if (!std::isnan(mean)) ends.push_back(mean);
  }
  if (ends.empty()) return {0, 1};
  const auto [low, high] = std::minmax_element(ends.begin(), ends.end());
  const double margin = *high > *low ? 0.08 * (*high - *low) : 0.5;
  return {*low - margin, *high + margin};
}

struct Panel {
  Box box;
  std::string id;          // names its data
  std::string population;  // written above, as is
  std::string_view heading;
  std::string_view title;
  Histogram histogram;
  double mean;
  double published;
};

void mark(Figure& figure, double x, std::string_view style) {
  if (std::isnan(x)) return;
  figure.script() << fmt::format(
      "set arrow from first {0:.9g},graph 0 to first {0:.9g},graph 1.04 nohead front {1}", x,
      style);
}

void draw(Figure& figure, const Panel& panel, const std::string& colour) {
  const Histogram& histogram = panel.histogram;
  std::vector<std::pair<double, double>> rows;
  double most = 0;
  for (std::size_t i = 0; i < histogram.shares.size(); ++i) {
    const double middle = histogram.low + histogram.width * (static_cast<double>(i) + 0.5);
    rows.emplace_back(middle, histogram.shares[i]);
    most = std::max(most, histogram.shares[i]);
  }
  const double high = histogram.low + histogram.width * static_cast<double>(rows.size());
  figure.panel(panel.box, {histogram.low, high, 5, panel.title},
               {0, most > 0 ? most * 1.1 : 1, 3, "share (%)"});
  figure.text(panel.box.left + 4, panel.box.top - 12, Figure::Place::kLeft, panel.population,
              colour);
  figure.text(panel.box.right, panel.box.top - 12, Figure::Place::kRight, panel.heading, kInk);
  mark(figure, panel.mean, fmt::format("linewidth 1.8 linecolor rgb '{}'", colour));
  mark(figure, panel.published, "linewidth 1.4 dashtype (6,4) linecolor rgb '#111111'");
  figure.script().data(panel.id, rows);
  figure.script() << fmt::format("set boxwidth {:.9g}", histogram.width * 0.92)
                  << fmt::format(
                         "plot ${} with boxes fillstyle solid 0.45 noborder linecolor rgb '{}'",
                         panel.id, colour);
}

}  // namespace

std::string distribution_figure(const RecordingStatistics& statistics,
                                std::span<const PublishedValues> published,
                                std::span<const std::string> colours, Canvas canvas) {
  const auto& populations = statistics.populations;
  const double seconds = ms_from_ticks(statistics.to - statistics.from) / 1000;
  const Range cvs = common_range(statistics, published, kIsiCv);
  const Range correlations = common_range(statistics, published, kCorrelation);
  const double width = canvas.width / 3.0;
  canvas.height = static_cast<int>(kPanelHeight * static_cast<double>(populations.size()) + kFoot);

  Figure figure(canvas);
  for (std::size_t p = 0; p < populations.size(); ++p) {
    const bool last = p + 1 == populations.size();
    const auto panel = [&](std::size_t column, const Quantity& quantity, Histogram histogram) {
      const double left = width * static_cast<double>(column);
      const double top = kPanelHeight * static_cast<double>(p);
      return Panel{{left + kLeft, top + kTop, left + width - kRight, top + kPanelHeight - kBetween},
                   fmt::format("panel_{}_{}", p, column),
                   column == 0 ? recorded_label(populations[p].name, populations[p].recorded,
                                                populations[p].neurons)
                               : std::string(),
                   p == 0 ? quantity.title : std::string_view{},
                   last ? quantity.title : std::string_view{},
                   std::move(histogram),
                   (populations[p].*quantity.values).mean(),
                   published[p].*quantity.published};
    };
    const std::array<Panel, 3> panels = {{
        panel(0, kRate, rate_histogram(populations[p].rates, published[p].rate, seconds)),
        panel(1, kIsiCv, make_histogram(populations[p].isi_cvs, cvs, kBins)),
        panel(2, kCorrelation, make_histogram(populations[p].correlations, correlations, kBins)),
    }};
    for (const Panel& each : panels) draw(figure, each, colours[p]);
  }
  return figure.render();
}

}  // namespace engram
