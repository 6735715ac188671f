#include "io/plot/recording_plot.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "core/base/error.hpp"
#include "io/plot/temporary_directory.hpp"
#include "io/recording/writer.hpp"

namespace engram {
namespace {

std::string write_recording(const TemporaryDirectory& directory, Tick end) {
  RecordingHeader header;
  header.step = kTicksPerMs;
  header.warm_up = 10 * kTicksPerMs;
  header.duration = 20 * kTicksPerMs;
  header.populations = {{"up_down", 0, 5, true, {}}};
  const std::string path = directory.path() / "spikes";
  RecordingWriter writer(path, header);
  const std::vector<RecordedSpike> spikes = {{{kTicksPerMs, 0}, 4}};
  writer.spikes(0, 0, end, end > 0 ? std::span(spikes) : std::span<const RecordedSpike>{});
  writer.finish(end, 1, 0);
  return path;
}

TEST_CASE("the suffix chooses the kind of image") {
  const TemporaryDirectory directory;
  const std::string recording = write_recording(directory, 30 * kTicksPerMs);
  const auto png = directory.path() / "a.png";
  plot_recording(recording, png);
  CHECK(read_file(png).substr(1, 3) == "PNG");
  const auto svg = directory.path() / "a.svg";
  plot_recording(recording, svg, std::vector{PopulationKind::kInhibitory});
  CHECK_THAT(read_file(svg), Catch::Contains("<svg") && Catch::Contains("up_down"));
}

TEST_CASE("another suffix is refused with the valid ones") {
  const TemporaryDirectory directory;
  const std::string recording = write_recording(directory, 30 * kTicksPerMs);
  for (const char* name : {"a.pdf", "a", "a.PNG", "png"}) {
    CHECK_THROWS_AS(plot_recording(recording, directory.path() / name), UserError);
    CHECK_THROWS_WITH(plot_recording(recording, directory.path() / name),
                      Catch::Contains(".png") && Catch::Contains(".svg"));
  }
}

TEST_CASE("paths that cannot be read or written are refused") {
  const TemporaryDirectory directory;
  const std::string recording = write_recording(directory, 30 * kTicksPerMs);
  CHECK_THROWS_AS(plot_recording(recording, "/nowhere/at/all/a.png"), UserError);
  CHECK_THROWS_AS(plot_recording("/nowhere/spikes", directory.path() / "a.png"), UserError);
  write_file(directory.path() / "no_recording", "GIF89a");
  CHECK_THROWS_AS(plot_recording(directory.path() / "no_recording", directory.path() / "a.png"),
                  FileError);
}

TEST_CASE("a plot of a run that was stopped says so, one of a finished run does not") {
  const TemporaryDirectory directory;
  const auto svg = directory.path() / "a.svg";
  plot_recording(write_recording(directory, 15 * kTicksPerMs), svg);
  CHECK_THAT(read_file(svg), Catch::Contains("stopped at 15 ms of 30 ms"));
  plot_recording(write_recording(directory, 30 * kTicksPerMs), svg);
  CHECK_THAT(read_file(svg), !Catch::Contains("stopped"));
}

TEST_CASE("of a damaged recording what is whole is drawn, if there is anything") {
  const TemporaryDirectory directory;
  const std::string recording = write_recording(directory, 30 * kTicksPerMs);
  const std::string bytes = read_file(recording);
  const auto svg = directory.path() / "a.svg";
  write_file(recording, bytes.substr(0, bytes.size() - 1));
  CHECK_THAT(plot_recording(recording, svg), Catch::Contains("whole up to 30 ms"));
  CHECK_THAT(read_file(svg), Catch::Contains("incomplete: whole up to 30 ms of 30 ms"));
  write_file(recording, bytes.substr(0, bytes.find("up_down") + 20));
  CHECK_THROWS_AS(plot_recording(recording, svg), EnvironmentError);
}

TEST_CASE("a run that was stopped within its warm-up is shown from its beginning") {
  const TemporaryDirectory directory;
  const auto svg = directory.path() / "a.svg";
  plot_recording(write_recording(directory, 5 * kTicksPerMs), svg);
  CHECK(std::filesystem::exists(svg));
}

}  // namespace
}  // namespace engram
