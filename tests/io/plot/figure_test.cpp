#include "io/plot/figure.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "io/plot/distribution_figure.hpp"
#include "io/plot/palette.hpp"
#include "io/plot/raster_figure.hpp"
#include "io/plot/rate_figure.hpp"

namespace engram {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
const Canvas kSvg{Canvas::Format::kSvg, 1120, 400};

TEST_CASE("tick steps are round") {
  CHECK(round_step(10, 5) == 2);
  CHECK(round_step(1000, 8) == Approx(100));
  CHECK(round_step(0.11, 5) == Approx(0.02));
  CHECK(round_step(7, 3) == Approx(2));
  CHECK(round_step(45, 5) == Approx(10));
}

TEST_CASE("a figure of populations that never fired has its axes and names") {
  const std::vector<std::string> colours = {"#102030", "#405060"};
  Raster raster{0, 100 * kTicksPerMs, 12, {{"first", 10, 0, 10}, {"o'ther", 2, 10, 2}}, {}};
  Activity activity{0,
                    10 * kTicksPerMs,
                    {{"first", 10, std::vector<std::uint64_t>(10, 0)},
                     {"o'ther", 0, std::vector<std::uint64_t>(10, 0)}}};
  RecordingStatistics statistics{0, 100 * kTicksPerMs, 2 * kTicksPerMs, 1000, {{}, {}}};
  statistics.populations[0].name = "first";
  statistics.populations[1].name = "o'ther";
  const std::vector<PublishedValues> published = {{kNone, kNone, kNone}, {1, 0.5, 0.1}};

  CHECK_THAT(raster_figure(raster, colours, kSvg), Catch::Contains("first") &&
                                                       Catch::Contains("12 neurons") &&
                                                       Catch::Contains("time (ms)"));
  CHECK_THAT(raster_and_rates_figure(raster, activity, colours, kSvg),
             Catch::Contains("rate (Hz)"));
  CHECK_THAT(rate_figure(activity, 0, colours, kSvg),
             Catch::Contains("first") && Catch::Contains("o'ther") && Catch::Contains("rate (Hz)"));
  CHECK_THAT(distribution_figure(statistics, published, colours, kSvg),
             Catch::Contains("first") && Catch::Contains("ISI CV") && Catch::Contains("share (%)"));
}

TEST_CASE("a raster has a dot for each spike, in its population's colour") {
  Raster raster{0, 100 * kTicksPerMs, 2, {{"A", 1, 0, 1}, {"B", 1, 1, 1}}, {}};
  const std::vector<std::string> colours = {"#102030", "#405060"};
  const auto dots = [&] {
    const std::string svg = raster_figure(raster, colours, kSvg);
    std::size_t count = 0;
    for (std::size_t at = svg.find("<use"); at != svg.npos; at = svg.find("<use", at + 1)) ++count;
    return count;
  };
  const std::size_t none = dots();
  raster.points = {{10 * kTicksPerMs, 0, 0}, {20 * kTicksPerMs, 1, 1}, {30 * kTicksPerMs, 1, 1}};
  CHECK(dots() == none + 3);
  CHECK_THAT(raster_figure(raster, colours, kSvg), Catch::Contains("rgb( 64,  80,  96)"));
}

}  // namespace
}  // namespace engram
