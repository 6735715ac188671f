#include "io/report/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "core/base/error.hpp"
#include "io/analysis/activity.hpp"
#include "io/analysis/raster.hpp"
#include "io/analysis/recording_source.hpp"
#include "io/analysis/statistics.hpp"
#include "io/plot/distribution_figure.hpp"
#include "io/plot/output_file.hpp"
#include "io/plot/palette.hpp"
#include "io/plot/raster_figure.hpp"
#include "io/plot/rate_figure.hpp"
#include "io/report/html.hpp"
#include "io/report/model_section.hpp"
#include "io/report/page_style.hpp"
#include "io/report/result_section.hpp"

namespace engram {
namespace {

constexpr int kWidth = 1120;  // px
constexpr int kRasterHeight = 560;
constexpr std::size_t kRateBins = 500;
constexpr std::size_t kMostPanels = 32;

std::string span_text(Tick ticks) {
  const double ms = ms_from_ticks(ticks);
  return ms >= 1000 ? fmt::format("{} s", ms / 1000) : fmt::format("{} ms", ms);
}

std::string fact(std::string_view name, std::string_view value) {
  return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", name, escape_html(value));
}

std::string stopped_text(const ReportInput& input) {
  if (input.run.completed) return {};
  return fmt::format(" (stopped at {} of {}, warm-up included)", ms_text(input.run.model_time),
                     ms_text(input.network.warm_up + input.network.duration));
}

std::string head(const ReportInput& input) {
  const std::string title =
      escape_html(input.network.name.empty() ? "Simulation" : input.network.name);
  std::uint64_t neurons = 0;
  for (const Population& population : input.network.populations) neurons += population.size;
  std::string html = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=1200\">\n<title>{0}</title>\n<style>{1}</style>\n"
      "</head>\n<body>\n<main>\n<h1>{0}</h1>\n"
      "<p class=\"lead\">{2} neurons, {3} synapses, {4} of model time after {5} of "
      "warm-up{6}</p>\n",
      title, kPageStyle, grouped(neurons), grouped(input.synapses),
      span_text(std::max<Tick>(input.run.model_time - input.network.warm_up, 0)),
      span_text(input.network.warm_up), stopped_text(input));
  return html;
}

std::string run_section(const ReportInput& input) {
  const RunResult& run = input.run;
  std::string html = "<dl class=\"facts\">\n";
  html += fact("real-time factor", fmt::format("{:.3f}", run.real_time_factor));
  html += fact("simulated in", fmt::format("{:.2f} s", run.simulate_seconds));
  html += fact("built in", fmt::format("{:.2f} s", input.build_seconds));
  html += fact("threads", std::to_string(input.threads));
  html += fact("spikes, warm-up included", grouped(run.spikes));
  html += fact("spike hash", fmt::format("{:016x}", run.spike_hash));
  html += fact("seed", std::to_string(input.network.seed));
  html += fact("Engram", input.program_version);
  html += "</dl>\n";
  if (input.parameters.empty()) return html;
  std::string changed;
  for (const auto& [name, value] : input.parameters) {
    if (!changed.empty()) changed += ", ";
    changed += fmt::format("{} = {}", escape_html(name), escape_html(value));
  }
  return html + "<p class=\"note\">Parameters set for this run: " + changed + ".</p>\n";
}

std::string figure(const std::string& title, const std::string& image, const std::string& caption) {
  return "<h2>" + title + "</h2>\n<figure>\n" + image + "<figcaption>" + caption +
         "</figcaption>\n</figure>\n";
}

std::string raster_section(SpikeSource& source, std::span<const std::string> colours) {
  const Tick from = source.measured_from();
  const Tick to = std::min(source.end(), from + raster_stretch(source));
  const Raster raster = take_raster(source, from, to);
  const Canvas canvas{Canvas::Format::kPng, kWidth, kRasterHeight};
  const std::string image =
      inline_png(raster_figure(raster, colours, canvas), kWidth, "spike raster");
  std::uint64_t neurons = 0;
  for (const auto& population : raster.populations) neurons += population.recorded;
  std::string caption = fmt::format(
      "Spikes of {} of the {} recorded neurons from {} to {}; every dot is a spike, every row a "
      "neuron; colours as in the table.",
      grouped(raster.rows), grouped(neurons), ms_text(raster.from), ms_text(raster.to));
  if (raster.rows < neurons) {
    caption +=
        " The neurons are spaced evenly over each population, as many as its size asks for; small "
        "populations are enlarged so that they can be seen.";
  }
  return figure("Spikes", image, caption);
}

std::string rate_section(const Activity& activity, Tick warm_up,
                         std::span<const std::string> colours) {
  const std::string image =
      inline_svg(rate_figure(activity, warm_up, colours, {Canvas::Format::kSvg, kWidth, 0}),
                 "firing rates over time");
  return figure("Firing rates over time", image,
                fmt::format("Mean rate of the recorded neurons of each population in bins of {}; a "
                            "last bin that is not full is left out. Grey: the warm-up, which "
                            "counts for nothing else on this page.",
                            ms_text(activity.bin)));
}

std::string distribution_section(const RecordingStatistics& statistics,
                                 std::span<const PublishedValues> published,
                                 std::span<const std::string> colours) {
  const std::string image = inline_svg(
      distribution_figure(statistics, published, colours, {Canvas::Format::kSvg, kWidth, 0}),
      "distributions of firing rate, ISI CV and correlation");
  return figure(
      "Distributions", image,
      fmt::format("Share of the recorded neurons (firing rate), of those with at least {} spikes "
                  "(ISI CV) or of the pairs of the neurons drawn (correlation coefficient) in each "
                  "bin. Solid line: mean; dashed black line: published mean, where the model gives "
                  "one. The outermost values lie outside the axes: up to 0.5 % at each end, of the "
                  "correlation coefficient 3 %.",
                  statistics.min_spikes));
}

/// Only so many panels can be looked at, and populations that were not recorded have nothing to
/// show.
std::vector<std::size_t> populations_with_panels(const SpikeSource& source) {
  std::vector<std::size_t> chosen;
  for (std::size_t p = 0; p < source.populations().size() && chosen.size() < kMostPanels; ++p) {
    if (source.populations()[p].recorded > 0) chosen.push_back(p);
  }
  return chosen;
}

void check_same_populations(const RecordingSource& source, const Network& network) {
  const auto same_name = [](const auto& a, const auto& b) { return a.name == b.name; };
  if (!std::ranges::equal(source.populations(), network.populations, same_name)) {
    throw UserError(source.path() + ": its populations are not those of the model reported on");
  }
}

template <class T>
std::vector<T> pick(const std::vector<T>& values, const std::vector<std::size_t>& indices) {
  std::vector<T> picked;
  for (const std::size_t i : indices) picked.push_back(values[i]);
  return picked;
}

std::vector<PublishedValues> published_values(const Network& network) {
  std::vector<PublishedValues> values;
  for (const Population& population : network.populations) {
    values.push_back(
        {population.published_rate, population.published_cv, population.published_correlation});
  }
  return values;
}

}  // namespace

std::string render_report(const ReportInput& input) {
  RecordingSource source(input.recording_path);
  check_same_populations(source, input.network);
  const auto colours = population_colours(population_kinds(input.network));
  const auto published = published_values(input.network);
  AnalysisOptions options;
  options.min_spikes = input.run.min_spikes_for_cv;
  RecordingStatistics statistics = analyse(source, options);
  Activity activity = measure_activity(source, source.begin(), source.end(), kRateBins);

  std::string html = head(input) + run_section(input) +
                     result_section(input.run, statistics, published, colours) +
                     raster_section(source, colours);
  const auto panels = populations_with_panels(source);
  const auto panel_colours = pick(colours, panels);
  activity.populations = pick(activity.populations, panels);
  statistics.populations = pick(statistics.populations, panels);
  if (panels.size() == kMostPanels && source.populations().size() > kMostPanels) {
    html += fmt::format(
        "<p class=\"note\">The figures below have the first {} of the recorded "
        "populations.</p>\n",
        kMostPanels);
  }
  html += rate_section(activity, source.warm_up(), panel_colours);
  html += distribution_section(statistics, pick(published, panels), panel_colours);
  html += model_section(input.network, colours);
  return html + "</main>\n</body>\n</html>\n";
}

void write_report(const std::string& path, const ReportInput& input) {
  check_output(path);
  write_output(path, render_report(input));
}

}  // namespace engram
