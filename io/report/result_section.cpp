#include "io/report/result_section.hpp"

#include <fmt/format.h>

#include <cassert>
#include <cmath>

#include "io/analysis/recorded_share.hpp"
#include "io/analysis/statistics_text.hpp"
#include "io/report/html.hpp"
#include "io/report/model_section.hpp"

namespace engram {
namespace {

std::string difference(double measured, double published) {
  if (std::isnan(measured) || std::isnan(published) || published == 0) return "–";
  const double percent = 100 * (measured / published - 1);
  return fmt::format("{}{} %", percent > 0 ? "+" : "", number_or_dash(percent, 1));
}

std::string cell(const std::string& text) { return "<td>" + text + "</td>"; }

std::string quiet(const std::string& text) { return "<td class=\"quiet\">" + text + "</td>"; }

/// How many neurons were recorded and, where that is only a part, how fast these fire.
std::string recorded_text(const PopulationStatistics& statistics) {
  const std::string share = recorded_share(statistics.recorded, statistics.neurons);
  const bool part = statistics.recorded > 0 && statistics.recorded < statistics.neurons;
  return part ? fmt::format("{}, at {:.3f} Hz", share, statistics.mean_rate()) : share;
}

std::string correlated_text(const PopulationStatistics& statistics) {
  if (statistics.recorded == 0) return "–";
  return fmt::format("{} of {}", grouped(statistics.correlated), grouped(statistics.recorded));
}

std::string result_row(const PopulationResult& run, const PopulationStatistics& statistics,
                       const PublishedValues& published, const std::string& colour) {
  return "<tr>" + population_cell(statistics.name, colour) + cell(grouped(statistics.neurons)) +
         cell(recorded_text(statistics)) + cell(grouped(run.spikes)) +
         cell(number_or_dash(run.rate_hz, 3)) + quiet(number_or_dash(published.rate, 3)) +
         quiet(difference(run.rate_hz, published.rate)) + cell(number_or_dash(run.isi_cv, 3)) +
         quiet(number_or_dash(published.isi_cv, 3)) +
         cell(number_or_dash(statistics.mean_correlation(), 4)) +
         quiet(number_or_dash(published.correlation, 4)) + quiet(correlated_text(statistics)) +
         "</tr>\n";
}

/// Where the spikes were counted that the table shows.
std::string counted_text(const RunResult& run, const RecordingStatistics& statistics) {
  if (run.restored_at != 0) {
    return fmt::format("Recorded from {} to {}. Spikes, rates and ISI CVs are of the whole run",
                       ms_text(statistics.from), ms_text(statistics.to));
  }
  return fmt::format("Means from {} to {}. Spikes, rates and ISI CVs were counted during the run",
                     ms_text(statistics.from), ms_text(statistics.to));
}

std::string notes(const RunResult& run, const RecordingStatistics& statistics) {
  return fmt::format(
      "<p class=\"note\">{}, of all neurons, recorded or not. {}; a short span cuts long intervals "
      "off, so that it "
      "comes out smaller than over a long one. Correlation, of the recorded neurons: {}.</p>\n",
      counted_text(run, statistics), min_spikes_note(statistics.min_spikes),
      correlation_note(statistics));
}

}  // namespace

std::string result_section(const RunResult& run, const RecordingStatistics& statistics,
                           std::span<const PublishedValues> published,
                           std::span<const std::string> colours) {
  assert(run.populations.size() == statistics.populations.size());
  std::string html =
      "<h2>Activity of the populations</h2>\n<table class=\"wide\"><thead>\n"
      "<tr class=\"group\"><th></th><th></th><th></th><th></th>"
      "<th colspan=\"3\">firing rate (Hz)</th><th colspan=\"2\">ISI CV</th>"
      "<th colspan=\"3\">correlation</th></tr>\n"
      "<tr><th>population</th><th>neurons</th><th>recorded</th><th>spikes</th><th>measured</th>"
      "<th>published</th><th>difference</th><th>measured</th><th>published</th><th>measured</th>"
      "<th>published</th><th>neurons</th></tr>\n</thead><tbody>\n";
  for (std::size_t p = 0; p < statistics.populations.size(); ++p) {
    html += result_row(run.populations[p], statistics.populations[p], published[p], colours[p]);
  }
  return html + "</tbody></table>\n" + notes(run, statistics);
}

}  // namespace engram
