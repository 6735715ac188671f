#include "io/plot/raster_figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "core/base/text.hpp"
#include "io/analysis/recorded_share.hpp"
#include "io/plot/figure.hpp"

namespace engram {
namespace {

using Rows = std::vector<std::pair<double, double>>;

constexpr double kLineHeight = 13;  // px
constexpr double kCharacterWidth = 8;
constexpr double kLeastBetweenLines = 2;
constexpr double kRight = 24;
constexpr std::size_t kLongestName = 24;  // characters
constexpr std::size_t kLongestList = 48;
constexpr std::size_t kMostLines = 100;  // of rates: more cannot be told apart
constexpr double kTop = 10;
constexpr double kBottom = 46;
constexpr std::string_view kFaint = "#d5d5d5";

std::size_t characters_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

// As much of the name as there is room for.
std::string short_name(std::string_view name) {
  const std::string shown = printable(name);
  std::size_t characters = 0;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const bool continues = (static_cast<unsigned char>(shown[i]) & 0xc0) == 0x80;
    if (!continues && ++characters > kLongestName) return shown.substr(0, i) + "…";
  }
  return shown;
}

std::string label_of(const Raster::Population& population) {
  return recorded_label(short_name(population.name), population.recorded, population.neurons);
}

// Where the axes begin: right of the names.
double left_of(const Raster& raster) {
  std::size_t longest = 4;
  for (const auto& population : raster.populations) {
    if (population.rows > 0) longest = std::max(longest, characters_of(label_of(population)));
  }
  return 36 + kCharacterWidth * static_cast<double>(longest);
}

std::string rows_text(const Raster& raster) {
  std::uint64_t neurons = 0;
  std::uint64_t recorded = 0;
  for (const auto& population : raster.populations) {
    neurons += population.neurons;
    recorded += population.recorded;
  }
  const std::string kind =
      fmt::format("{}neuron{}", recorded < neurons ? "recorded " : "", recorded == 1 ? "" : "s");
  if (raster.rows == recorded) return fmt::format("{} {}", recorded, kind);
  return fmt::format("{} of {} {}", raster.rows, recorded, kind);
}

std::string time_title(const Raster& raster) {
  if (raster.to == raster.end) return "time (ms)";
  return fmt::format("time (ms); the recording reaches to {} ms", ms_from_ticks(raster.end));
}

// Which populations have nothing to show; empty where all have something.
std::string unrecorded_text(const Raster& raster) {
  std::vector<std::string> names;
  for (const auto& population : raster.populations) {
    if (population.recorded == 0) names.push_back(short_name(population.name));
  }
  if (names.empty()) return "";
  const std::string list = fmt::format("not recorded: {}", fmt::join(names, ", "));
  if (characters_of(list) <= kLongestList) return list;
  return fmt::format("not recorded: {} of {} populations", names.size(), raster.populations.size());
}

// Puts the name of each population beside its rows, where it does not touch the one above.
void name_populations(Figure& figure, const Raster& raster, std::span<const std::string> colours,
                      const Box& box) {
  const double row_height = (box.bottom - box.top) / std::max(raster.rows, 1u);
  double free_from = box.top - kLineHeight;
  for (std::size_t p = 0; p < raster.populations.size(); ++p) {
    const auto& population = raster.populations[p];
    const double middle = box.top + row_height * (population.first_row + population.rows / 2.0);
    if (population.rows == 0 || middle - kLineHeight / 2 < free_from) continue;
    figure.text(box.left - 8, middle, Figure::Place::kRight, label_of(population), colours[p]);
    free_from = middle + kLineHeight / 2;
  }
}

// Between populations, where that does not make an area of lines.
void separate_populations(Figure& figure, const Raster& raster, const Box& box) {
  const double row_height = (box.bottom - box.top) / std::max(raster.rows, 1u);
  double free_from = kLeastBetweenLines;
  for (const auto& population : raster.populations) {
    const double place = row_height * population.first_row;
    if (place < free_from) continue;
    free_from = place + kLeastBetweenLines;
    figure.script() << fmt::format(
        "set arrow from graph 0,first {0} to graph 1,first {0} nohead linewidth 0.5 linecolor rgb "
        "'{1}'",
        population.first_row - 0.5, kFaint);
  }
}

void draw_raster(Figure& figure, const Raster& raster, std::span<const std::string> colours,
                 const Box& box, std::string_view x_title, std::string_view note = {}) {
  const Axis time{ms_from_ticks(raster.from), ms_from_ticks(raster.to), 8, x_title};
  // Row 0 on top: the axis runs downwards.
  const Axis row{std::max(raster.rows, 1u) - 0.5, -0.5, 0, {}};
  figure.panel(box, time, row);
  name_populations(figure, raster, colours, box);
  separate_populations(figure, raster, box);
  figure.text(12, (box.top + box.bottom) / 2, Figure::Place::kUpwards, rows_text(raster), kInk);
  if (!note.empty()) figure.text(box.right, kTop, Figure::Place::kRight, note, kInk);

  std::vector<Rows> points(raster.populations.size());
  for (const Raster::Point& point : raster.points) {
    points[point.population].emplace_back(ms_from_ticks(point.time), point.row);
  }
  std::string plot = "plot NaN notitle";
  for (std::size_t p = 0; p < points.size(); ++p) {
    if (points[p].empty()) continue;
    const std::string block = fmt::format("points_{}", p);
    figure.script().data(block, points[p]);
    plot += fmt::format(", ${} with points pointtype 7 pointsize 0.2 linecolor rgb '{}'", block,
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

std::vector<std::size_t> populations_with_rates(const Activity& activity) {
  std::vector<std::size_t> chosen;
  for (std::size_t p = 0; p < activity.populations.size() && chosen.size() < kMostLines; ++p) {
    if (activity.populations[p].recorded > 0) chosen.push_back(p);
  }
  return chosen;
}

void draw_rates(Figure& figure, const Activity& activity, const Raster& raster,
                std::span<const std::string> colours, const Box& box) {
  const std::vector<std::size_t> drawn = populations_with_rates(activity);
  std::string title =
      fmt::format("{}; rates in bins of {} ms", time_title(raster), ms_from_ticks(activity.bin));
  if (drawn.size() == kMostLines && drawn.back() + 1 < activity.populations.size())
    title += fmt::format(", of the first {} populations", kMostLines);
  const Axis time{ms_from_ticks(raster.from), ms_from_ticks(raster.to), 8, title};
  figure.panel(box, time, {0, highest_rate(activity) * 1.05, 4, "rate (Hz)"});
  figure.text(12, box.bottom + kBottom - 12, Figure::Place::kLeft, unrecorded_text(raster), kInk);
  std::string plot = "plot NaN notitle";
  for (const std::size_t p : drawn) {
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
              {left_of(raster), kTop, canvas.width - kRight, canvas.height - kBottom},
              time_title(raster));
  return figure.render();
}

std::string raster_and_rates_figure(const Raster& raster, const Activity& activity,
                                    std::span<const std::string> colours, const Canvas& canvas,
                                    std::string_view note) {
  Figure figure(canvas);
  const double left = left_of(raster);
  const double top = note.empty() ? kTop : kTop + kLineHeight;
  const double right = canvas.width - kRight;
  const double split = canvas.height * 0.68;
  draw_raster(figure, raster, colours, {left, top, right, split}, {}, note);
  draw_rates(figure, activity, raster, colours, {left, split + 34, right, canvas.height - kBottom});
  return figure.render();
}

}  // namespace engram
