#include "io/report/report.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "core/base/error.hpp"
#include "core/registry/built_in_models.hpp"
#include "io/plot/temporary_directory.hpp"
#include "io/recording/writer.hpp"

namespace engram {
namespace {

/// A small network with hostile names, and its recording.
ReportInput make_input(const TemporaryDirectory& directory, Tick end) {
  ReportInput input;
  Network& network = input.network;
  network.name = "<b>model</b> & 'more'";
  network.warm_up = 10 * kTicksPerMs;
  network.duration = 90 * kTicksPerMs;
  network.populations.resize(3);
  network.populations[0] = {"E<script>", 20, IafPscExp{}};
  network.populations[0].published_rate = 12.5;
  network.populations[0].published_cv = 0.75;
  network.populations[1] = {"I", 5, IafPscDelta{}};
  network.populations[2] = {"unrecorded", 4, Relay{}};
  network.projections.push_back({0, 1, AllToAll{}});
  network.projections.push_back({1, 0, FixedInDegree{3}, {Constant{-2}}});
  network.devices.push_back(PoissonDrive{0, 8000, 87.8});
  network.devices.push_back(StepCurrent{1, {0}, {-20}});
  input.run.model_time = end;
  input.run.spikes = 1'234'567;
  input.run.spike_hash = 0xabcdef;
  input.run.min_spikes_for_cv = 4;
  input.run.populations = {
      {20, 700, 12.5, 0.75, 20}, {5, 50, 111.25, 0.5, 5}, {4, 36, 99.125, 0.25, 4}};
  input.program_version = "0.0-test";
  input.parameters = {{"scale", "<0.1>"}};
  input.recording_path = directory.path() / "spikes";

  RecordingHeader header = make_recording_header(network, "0.0-test", "");
  header.populations[1].recorded_neurons = {1, 3};
  header.populations[2].spikes_recorded = false;
  RecordingWriter writer(input.recording_path, header);
  std::vector<RecordedSpike> spikes;
  for (Tick ms = 2; ms * kTicksPerMs <= end; ms += 2) {
    for (std::uint32_t neuron = 0; neuron < 20; neuron += 1 + static_cast<std::uint32_t>(ms % 3)) {
      spikes.push_back({{ms * kTicksPerMs, 0}, neuron});
    }
  }
  writer.spikes(0, 0, end, spikes);
  writer.spikes(1, 0, end, {});
  writer.finish(end, spikes.size(), 0);
  return input;
}

TEST_CASE("a report is one page that needs nothing else and runs nothing") {
  const TemporaryDirectory directory;
  const std::string html = render_report(make_input(directory, 100 * kTicksPerMs));
  CHECK_THAT(html, Catch::StartsWith("<!DOCTYPE html>") && Catch::EndsWith("</html>\n"));
  for (const char* forbidden : {"<script", "<link", "<iframe", "src=\"http", "href=\"http", "url(",
                                "@import", "<b>model", "<0.1>"}) {
    INFO(forbidden);
    CHECK(html.find(forbidden) == html.npos);
  }
  CHECK_THAT(html, Catch::Contains("<title>&lt;b&gt;model&lt;/b&gt; &amp; &#39;more&#39;</title>"));
  CHECK_THAT(html, Catch::Contains("E&lt;script&gt;"));
}

TEST_CASE("a report has the run, the results, the published values and the model") {
  const TemporaryDirectory directory;
  const std::string html = render_report(make_input(directory, 100 * kTicksPerMs));
  for (const char* text :
       {"1,234,567", "0000000000abcdef", "0.0-test", "12.500", "0.750", "scale", "iaf_psc_exp",
        "iaf_psc_delta", "poisson_drive rate 8000 Hz, weight 87.8 pA", "step_current step −20 pA",
        "data:image/png;base64,iVBOR", "time (ms)", "rate (Hz)", "ISI CV",
        "correlation coefficient", "share (%)"}) {
    INFO(text);
    CHECK(html.find(text) != html.npos);
  }
}

TEST_CASE("a report says what was recorded, and has rates of what was not from the run") {
  const TemporaryDirectory directory;
  const std::string html = render_report(make_input(directory, 100 * kTicksPerMs));
  CHECK_THAT(html, Catch::Contains("</i>unrecorded</td><td>4</td><td>not recorded</td><td>36</td>"
                                   "<td>99.125</td>"));
  CHECK_THAT(html, Catch::Contains("</i>I</td><td>5</td><td>2 of 5, at 0.000 Hz</td><td>50</td>"
                                   "<td>111.250</td>"));
  CHECK_THAT(html, Catch::Contains("I (2 of 5)"));  // in the figures
  CHECK_THAT(html, Catch::Contains("</i>E&lt;script&gt;</td><td>20</td><td>all</td><td>700</td>"));
  CHECK_THAT(html, Catch::Contains("20 of 20"));  // correlated
  CHECK_THAT(html, Catch::Contains("ISI CV: mean over neurons with at least 4 spikes"));
  CHECK_THAT(html, Catch::Contains("all pairs of up to 1000 neurons of a population"));
}

TEST_CASE("a report is written whole or not at all") {
  const TemporaryDirectory directory;
  const ReportInput input = make_input(directory, 100 * kTicksPerMs);
  const auto path = directory.path() / "report.html";
  write_report(path, input);
  CHECK(read_file(path) == render_report(input));
  CHECK_THROWS_AS(write_report("/nowhere/at/all/report.html", input), UserError);
}

TEST_CASE("a recording of another model is refused") {
  const TemporaryDirectory directory;
  ReportInput input = make_input(directory, 100 * kTicksPerMs);
  input.network.populations[1].name = "other";
  CHECK_THROWS_AS(render_report(input), UserError);
  input.network.populations.resize(1);
  CHECK_THROWS_AS(render_report(input), UserError);
}

TEST_CASE("a run that was stopped soon after its warm-up has a report that says so") {
  for (const Tick after : {kTicksPerMs / 10, kTicksPerMs, 3 * kTicksPerMs}) {
    const TemporaryDirectory own;
    ReportInput input = make_input(own, 10 * kTicksPerMs + after);
    input.run.completed = false;
    CHECK_THAT(render_report(input),
               Catch::Contains(fmt::format("(stopped at {} ms of 100 ms, warm-up included)",
                                           10 + ms_from_ticks(after))));
  }
}

TEST_CASE("a run that was stopped within its warm-up has no report") {
  const TemporaryDirectory directory;
  CHECK_THROWS_WITH(render_report(make_input(directory, 8 * kTicksPerMs)),
                    Catch::Contains("warm-up"));
}

}  // namespace
}  // namespace engram
