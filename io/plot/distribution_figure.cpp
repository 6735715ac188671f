#include "io/plot/distribution_figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "io/plot/figure.hpp"

namespace engram {
namespace {

constexpr double kPanelHeight = 122;  // px, with what is between two
constexpr double kLeft = 56;
constexpr double kRight = 12;
constexpr double kTop = 24;
constexpr double kFoot = 44;
constexpr std::size_t kBins = 40;

struct Range {
  double low;
  double high;
};

struct Histogram {
  double low = 0;
  double width = 1;
  std::vector<double> shares;  // percent of all values, per bin
};

Histogram make_histogram(const EmpiricalDistribution& values, Range range, std::size_t bins) {
  Histogram histogram{range.low, (range.high - range.low) / static_cast<double>(bins), {}};
  for (const std::uint64_t count : values.histogram(range.low, range.high, bins)) {
    const auto all = static_cast<double>(std::max<std::size_t>(values.size(), 1));
    histogram.shares.push_back(100 * static_cast<double>(count) / all);
  }
  return histogram;
}

// Rates are whole numbers of spikes over the span: bins hold equally many of these, else they beat.
Histogram rate_histogram(const EmpiricalDistribution& rates, double published, double seconds) {
  const double step = 1 / seconds;
  const double high = rates.empty() ? 1 : rates.quantile(0.995);
  const double top = std::max({high, std::isnan(published) ? 0 : published * 1.2, step * 4});
  const double steps_per_bin = std::max(1.0, std::ceil(top / step / static_cast<double>(kBins)));
  const auto bins = static_cast<std::size_t>(std::ceil((top / step + 1) / steps_per_bin));
  const double low = -step / 2;
  const double width = steps_per_bin * step;
  return make_histogram(rates, {low, low + width * static_cast<double>(bins)}, bins);
}

// Holds all but the outermost two hundredths of every population, and the published values.
template <class Values, class Published>
Range common_range(const RecordingStatistics& statistics,
                   std::span<const PublishedValues> published, Values values_of,
                   Published published_of) {
  std::vector<double> ends;
  for (std::size_t p = 0; p < statistics.populations.size(); ++p) {
    const EmpiricalDistribution& values = values_of(statistics.populations[p]);
    if (!values.empty()) ends.insert(ends.end(), {values.quantile(0.01), values.quantile(0.99)});
    if (!std::isnan(published_of(published[p]))) ends.push_back(published_of(published[p]));
  }
  if (ends.empty()) return {0, 1};
  const auto [low, high] = std::minmax_element(ends.begin(), ends.end());
  const double margin = *high > *low ? 0.08 * (*high - *low) : 0.5;
  return {*low - margin, *high + margin};
}

struct Panel {
  Box box;
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

void draw(Figure& figure, const Panel& panel, const std::string& block, const std::string& colour) {
  const Histogram& histogram = panel.histogram;
  const double high =
      histogram.low + histogram.width * static_cast<double>(histogram.shares.size());
  const double most = *std::max_element(histogram.shares.begin(), histogram.shares.end());
  figure.panel(panel.box, {histogram.low, high, 5, panel.title},
               {0, most > 0 ? most * 1.1 : 1, 3, "share (%)"});
  mark(figure, panel.mean, fmt::format("linewidth 1.6 linecolor rgb '{}'", colour));
  mark(figure, panel.published, "linewidth 1.6 dashtype (6,4) linecolor rgb '#111111'");
  std::vector<std::pair<double, double>> rows;
  for (std::size_t i = 0; i < histogram.shares.size(); ++i) {
    rows.emplace_back(histogram.low + histogram.width * (static_cast<double>(i) + 0.5),
                      histogram.shares[i]);
  }
  figure.script().data(block, rows);
  figure.script() << fmt::format("set boxwidth {:.9g}", histogram.width * 0.92)
                  << fmt::format(
                         "plot ${} with boxes fillstyle solid 0.45 noborder linecolor rgb '{}'",
                         block, colour);
}

}  // namespace

std::string distribution_figure(const RecordingStatistics& statistics,
                                std::span<const PublishedValues> published,
                                std::span<const std::string> colours, Canvas canvas) {
  const auto& populations = statistics.populations;
  const double seconds = ms_from_ticks(statistics.to - statistics.from) / 1000;
  const Range cvs = common_range(
      statistics, published, [](const auto& p) -> const auto& { return p.isi_cvs; },
      [](const auto& p) { return p.isi_cv; });
  const Range correlations = common_range(
      statistics, published, [](const auto& p) -> const auto& { return p.correlations; },
      [](const auto& p) { return p.correlation; });
  canvas.height =
      static_cast<int>(kPanelHeight * static_cast<double>(populations.size()) + kFoot - 20);
  const double width = canvas.width / 3.0;

  Figure figure(canvas);
  for (std::size_t p = 0; p < populations.size(); ++p) {
    const auto& population = populations[p];
    const double top = kPanelHeight * static_cast<double>(p);
    const auto box = [&](int column) {
      return Box{width * column + kLeft, top + kTop, width * (column + 1) - kRight,
                 top + kPanelHeight - 22};
    };
    const bool last = p + 1 == populations.size();
    const std::array<Panel, 3> panels = {{
        {box(0), last ? "firing rate (Hz)" : "",
         rate_histogram(population.rates, published[p].rate, seconds), population.mean_rate(),
         published[p].rate},
        {box(1), last ? "ISI CV" : "", make_histogram(population.isi_cvs, cvs, kBins),
         population.mean_isi_cv(), published[p].isi_cv},
        {box(2), last ? "correlation coefficient" : "",
         make_histogram(population.correlations, correlations, kBins),
         population.mean_correlation(), published[p].correlation},
    }};
    for (std::size_t column = 0; column < panels.size(); ++column) {
      const Panel& panel = panels[column];
      draw(figure, panel, fmt::format("panel_{}_{}", p, column), colours[p]);
    }
    figure.text(box(0).left + 4, box(0).top - 10, Figure::Align::kLeft, population.name,
                colours[p]);
  }
  return figure.render();
}

}  // namespace engram
