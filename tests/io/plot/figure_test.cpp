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
constexpr Tick kEnd = 100 * kTicksPerMs;

TEST_CASE("tick steps are round") {
  CHECK(round_step(10, 5) == 2);
  CHECK(round_step(1000, 8) == Approx(100));
  CHECK(round_step(0.11, 5) == Approx(0.02));
  CHECK(round_step(7, 3) == Approx(2));
  CHECK(round_step(45, 5) == Approx(10));
}

TEST_CASE("a figure of populations that never fired has its axes and names") {
  const std::vector<std::string> colours = {"#102030", "#405060"};
  Raster raster{0, kEnd, kEnd, 12, {{"first", 10, 10, 0, 10}, {"o'ther", 2, 2, 10, 2}}, {}};
  Activity activity{0,
                    10 * kTicksPerMs,
                    {{"first", 10, 10, std::vector<std::uint64_t>(10, 0)},
                     {"o'ther", 0, 0, std::vector<std::uint64_t>(10, 0)}}};
  RecordingStatistics statistics{0, kEnd, 2 * kTicksPerMs, 1000, 3, {{}, {}}};
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
  Raster raster{0, kEnd, kEnd, 2, {{"A", 1, 1, 0, 1}, {"B", 1, 1, 1, 1}}, {}};
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

TEST_CASE("of very many populations the first have lines of rates, and few are parted by lines") {
  constexpr std::uint32_t kMany = 1000;
  Raster raster{0, kEnd, kEnd, kMany, {}, {}};
  Activity activity{0, 10 * kTicksPerMs, {}};
  const std::vector<std::string> colours(kMany, "#102030");
  for (std::uint32_t p = 0; p < kMany; ++p) {
    raster.populations.push_back({"P", 1, 1, p, 1});
    activity.populations.push_back({"P", 1, 1, std::vector<std::uint64_t>(10, 1)});
  }
  const std::string svg = raster_and_rates_figure(raster, activity, colours, kSvg);
  CHECK_THAT(svg, Catch::Contains("of the first 100 populations"));
  CHECK_THAT(svg, Catch::Contains("$rates_99<") && !Catch::Contains("$rates_100<"));
}

TEST_CASE("figures say what was recorded, what is shown of it, and name the rest") {
  const std::vector<std::string> colours = {"#102030", "#405060", "#708090"};
  const Raster raster{
      0, kEnd, 5 * kEnd, 50, {{"A", 100, 60, 0, 40}, {"B", 10, 10, 40, 10}, {"C\x1b", 7, 0, 50, 0}},
      {}};
  const std::vector<std::uint64_t> counts(10, 1);
  const std::vector<std::uint64_t> none(10, 0);
  const Activity activity{
      0, 10 * kTicksPerMs, {{"A", 100, 60, counts}, {"B", 10, 10, counts}, {"C\x1b", 7, 0, none}}};
  const std::string plot = raster_and_rates_figure(raster, activity, colours, kSvg);
  CHECK_THAT(plot, Catch::Contains("50 of 70 recorded neurons"));
  CHECK_THAT(plot, Catch::Contains("A (60 of 100)"));
  CHECK_THAT(plot, Catch::Contains("not recorded: C\\x1b"));
  CHECK_THAT(plot, Catch::Contains("the recording reaches to 500 ms"));
  CHECK(plot.find("112, 128, 144") == plot.npos);  // no line of rates for C
  CHECK_THAT(rate_figure(activity, 0, colours, kSvg), Catch::Contains("A (60 of 100)"));
}

}  // namespace
}  // namespace engram
