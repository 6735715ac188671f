#include "io/plot/raster_figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "io/plot/figure.hpp"

namespace engram {
namespace {

using Rows = std::vector<std::pair<double, double>>;

constexpr double kLineHeight = 13;  // px
constexpr double kLeft = 84;
constexpr double kRight = 14;
constexpr double kTop = 10;
constexpr double kBottom = 46;
constexpr std::string_view kTimeTitle = "time (ms)";
constexpr std::string_view kFaint = "#d5d5d5";

// Puts the name of each population beside its rows, where it does not touch the one above.
void name_populations(Figure& figure, const Raster& raster, std::span<const std::string> colours,
                      const Box& box) {
  const double row_height = (box.bottom - box.top) / std::max(raster.rows, 1u);
  double free_from = box.top - kLineHeight;
  for (std::size_t p = 0; p < raster.populations.size(); ++p) {
    const auto& population = raster.populations[p];
    const double middle = box.top + row_height * (population.first_row + population.rows / 2.0);
    if (population.rows == 0 || middle - kLineHeight / 2 < free_from) continue;
    figure.text(box.left - 8, middle, Figure::Align::kRight, population.name, colours[p]);
    free_from = middle + kLineHeight / 2;
  }
}

void separate_populations(Figure& figure, const Raster& raster) {
  for (const auto& population : raster.populations) {
    if (population.first_row == 0) continue;
    figure.script() << fmt::format(
        "set arrow from graph 0,first {0} to graph 1,first {0} nohead linewidth 0.5 linecolor rgb "
        "'{1}'",
        population.first_row - 0.5, kFaint);
  }
}

void draw_raster(Figure& figure, const Raster& raster, std::span<const std::string> colours,
                 const Box& box, std::string_view x_title) {
  const Axis time{ms_from_ticks(raster.from), ms_from_ticks(raster.to), 8, x_title};
  // Row 0 on top: the axis runs downwards.
  const Axis row{std::max(raster.rows, 1u) - 0.5, -0.5, 0, {}};
  figure.panel(box, time, row);
  name_populations(figure, raster, colours, box);
  separate_populations(figure, raster);
  figure.text(14, (box.top + box.bottom) / 2, Figure::Align::kCentre, "", "#333333");
  figure.script() << fmt::format("set ylabel 'neurons shown: {}' offset -5.5,0", raster.rows);

  std::vector<Rows> points(raster.populations.size());
  for (const Raster::Point& point : raster.points) {
    points[point.population].emplace_back(ms_from_ticks(point.time), point.row);
  }
  std::string plot = "plot NaN notitle";
  for (std::size_t p = 0; p < points.size(); ++p) {
    if (points[p].empty()) continue;
    const std::string block = fmt::format("points_{}", p);
    figure.script().data(block, points[p]);
    plot += fmt::format(", ${} with points pointtype 7 pointsize 0.16 linecolor rgb '{}'", block,
                        colours[p]);
  }
  figure.script() << plot;
}

double highest_rate(const Activity& activity) {
  double highest = 0;
  for (const auto& population : activity.populations) {
    for (std::size_t i = 0; i < population.spikes.size(); ++i) {
      highest = std::max(highest, activity.rate(population, i));
    }
  }
  return highest > 0 ? highest : 1;
}

void draw_rates(Figure& figure, const Activity& activity, const Raster& raster,
                std::span<const std::string> colours, const Box& box) {
  const Axis time{ms_from_ticks(raster.from), ms_from_ticks(raster.to), 8, kTimeTitle};
  figure.panel(box, time, {0, highest_rate(activity) * 1.05, 4, "rate (Hz)"});
  std::string plot = "plot NaN notitle";
  for (std::size_t p = 0; p < activity.populations.size(); ++p) {
    Rows rows;
    for (std::size_t i = 0; i < activity.populations[p].spikes.size(); ++i) {
      const double middle = ms_from_ticks(activity.from) +
                            ms_from_ticks(activity.bin) * (static_cast<double>(i) + 0.5);
      rows.emplace_back(middle, activity.rate(activity.populations[p], i));
    }
    const std::string block = fmt::format("rates_{}", p);
    figure.script().data(block, rows);
    plot += fmt::format(", ${} with lines linewidth 1 linecolor rgb '{}'", block, colours[p]);
  }
  figure.script() << plot;
}

}  // namespace

std::string raster_figure(const Raster& raster, std::span<const std::string> colours,
                          const Canvas& canvas) {
  Figure figure(canvas);
  draw_raster(figure, raster, colours,
              {kLeft, kTop, canvas.width - kRight, canvas.height - kBottom}, kTimeTitle);
  return figure.render();
}

std::string raster_and_rates_figure(const Raster& raster, const Activity& activity,
                                    std::span<const std::string> colours, const Canvas& canvas) {
  Figure figure(canvas);
  const double right = canvas.width - kRight;
  const double split = canvas.height * 0.68;
  draw_raster(figure, raster, colours, {kLeft, kTop, right, split}, {});
  draw_rates(figure, activity, raster, colours,
             {kLeft, split + 34, right, canvas.height - kBottom});
  return figure.render();
}

}  // namespace engram
