#include "io/plot/rate_figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "io/analysis/recorded_share.hpp"
#include "io/plot/figure.hpp"

namespace engram {
namespace {

constexpr std::size_t kColumns = 2;
constexpr double kPanelHeight = 118;  // px, with what is between two
constexpr double kLeft = 62;
constexpr double kGap = 28;
constexpr double kTop = 24;
constexpr double kFoot = 48;

Box panel_box(std::size_t index, const Canvas& canvas) {
  const double width = static_cast<double>(canvas.width) / kColumns;
  const double left = width * static_cast<double>(index % kColumns);
  const double top = kPanelHeight * static_cast<double>(index / kColumns);
  return {left + kLeft, top + kTop, left + width - kGap / 2, top + kPanelHeight};
}

double highest_rate(const Activity& activity, const Activity::Population& population) {
  const auto most = std::max_element(population.spikes.begin(), population.spikes.end());
  if (most == population.spikes.end() || *most == 0) return 1;
  return activity.rate(population, static_cast<std::size_t>(most - population.spikes.begin()));
}

// A staircase: the rate of a bin holds from its beginning to its end.
std::vector<std::pair<double, double>> staircase(const Activity& activity,
                                                 const Activity::Population& population) {
  std::vector<std::pair<double, double>> rows;
  const double begin = ms_from_ticks(activity.from);
  const double width = ms_from_ticks(activity.bin);
  for (std::size_t i = 0; i < population.spikes.size(); ++i) {
    const double rate = activity.rate(population, i);
    rows.emplace_back(begin + width * static_cast<double>(i), rate);
    rows.emplace_back(begin + width * static_cast<double>(i + 1), rate);
  }
  return rows;
}

void draw(Figure& figure, const Activity& activity, std::size_t p, Tick warm_up,
          const std::string& colour, const Canvas& canvas) {
  const auto& population = activity.populations[p];
  const bool last_of_column = p + kColumns >= activity.populations.size();
  const auto rows = staircase(activity, population);
  const double begin = ms_from_ticks(activity.from);
  const double end = rows.empty() ? begin + 1 : rows.back().first;
  const Box box = panel_box(p, canvas);
  figure.panel(box, {begin, end, 6, last_of_column ? "time (ms)" : ""},
               {0, highest_rate(activity, population) * 1.08, 3, "rate (Hz)"});
  if (!last_of_column) figure.script() << "set format x ''";
  if (warm_up > activity.from) {
    figure.script() << fmt::format(
        "set object rectangle from first {},graph 0 to first {},graph 1 behind fillcolor rgb "
        "'#eeeeee' fillstyle solid noborder",
        begin, std::min(ms_from_ticks(warm_up), end));
  }
  figure.text(box.left + 4, box.top - 9, Figure::Place::kLeft,
              recorded_label(population.name, population.recorded, population.neurons), colour);
  const std::string block = fmt::format("rate_{}", p);
  figure.script().data(block, rows);
  figure.script() << fmt::format(
      "plot NaN notitle, ${0} with filledcurves y1=0 fillcolor rgb '{1}' fillstyle transparent "
      "solid 0.15 noborder, ${0} with lines linewidth 1 linecolor rgb '{1}'",
      block, colour);
  figure.script() << "set format x";
}

}  // namespace

std::string rate_figure(const Activity& activity, Tick warm_up,
                        std::span<const std::string> colours, Canvas canvas) {
  const std::size_t rows = (activity.populations.size() + kColumns - 1) / kColumns;
  canvas.height = static_cast<int>(kPanelHeight * static_cast<double>(rows) + kFoot);
  Figure figure(canvas);
  for (std::size_t p = 0; p < activity.populations.size(); ++p) {
    draw(figure, activity, p, warm_up, colours[p], canvas);
  }
  return figure.render();
}

}  // namespace engram
