#include "io/plot/recording_plot.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "core/base/error.hpp"
#include "io/analysis/recording_source.hpp"
#include "io/plot/output_file.hpp"
#include "io/plot/palette.hpp"
#include "io/plot/raster_figure.hpp"

namespace engram {
namespace {

constexpr std::size_t kMostRateBins = 200;

Canvas::Format format_of(const std::string& path) {
  const std::string suffix = std::filesystem::path(path).extension().string();
  if (suffix == ".png") return Canvas::Format::kPng;
  if (suffix == ".svg") return Canvas::Format::kSvg;
  throw UserError(path + ": cannot draw a file of this kind; end its name in .png or .svg");
}

std::string drawn(RecordingSource& source, const Canvas& canvas,
                  std::span<const PopulationKind> kinds) {
  if (source.end() <= source.begin()) {
    if (!source.problem().empty()) throw EnvironmentError(source.problem());
    throw UserError(source.path() + ": holds no model time that could be drawn");
  }

  // A run that was ended within its warm-up has nothing else to show.
  const Tick from = source.measured_from() < source.end() ? source.measured_from() : source.begin();
  const Tick to = std::min(source.end(), from + raster_stretch(source));
  const Raster raster = take_raster(source, from, to);
  const Activity activity = measure_activity(source, raster.from, raster.to, kMostRateBins);
  const std::vector<PopulationKind> unknown(source.populations().size());
  const auto colours =
      population_colours(kinds.size() == unknown.size() ? kinds : std::span(unknown));
  return raster_and_rates_figure(raster, activity, colours, canvas, source.early_end());
}

}  // namespace

std::string plot_recording(const std::string& recording_path, const std::string& image_path,
                           std::span<const PopulationKind> kinds) {
  const Canvas canvas{format_of(image_path), 1120, 800};
  RecordingSource source(recording_path);
  check_output(image_path);
  write_output(image_path, drawn(source, canvas, kinds));
  return source.problem();
}

}  // namespace engram
