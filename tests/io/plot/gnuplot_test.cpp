#include "io/plot/gnuplot.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "core/base/error.hpp"
#include "io/plot/environment.hpp"
#include "io/plot/temporary_directory.hpp"

namespace engram {
namespace {

const Canvas kSmallSvg{Canvas::Format::kSvg, 300, 200};

TEST_CASE("a script becomes an image of the kind and size asked for") {
  Gnuplot svg(kSmallSvg);
  svg.data("line", {{0, 0}, {1, 2}});
  svg << "plot $line with lines";
  const std::string image = svg.render();
  CHECK_THAT(image, Catch::Contains("<svg") && Catch::Contains("width=\"300\" height=\"200\""));

  Gnuplot png({Canvas::Format::kPng, 300, 200});
  png << "plot x";
  const std::string bytes = png.render();
  REQUIRE(bytes.size() > 24);
  CHECK(bytes.substr(1, 3) == "PNG");
  CHECK(static_cast<unsigned char>(bytes[18]) * 256 + static_cast<unsigned char>(bytes[19]) == 600);
}

TEST_CASE("no text can break out of its quotes") {
  const TemporaryDirectory directory;
  const auto trap = directory.path() / "sprung";
  const std::string touch = "touch " + trap.string();
  const std::vector<std::string> texts = {
      "'; system \"" + touch + "\" #",     "`" + touch + "`", "\n!" + touch + "\n", "\\", "'\\",
      "@macro $x {/Bold x} %s %d \\n _a^b"};
  for (const std::string& text : texts) {
    Gnuplot gnuplot(kSmallSvg);
    gnuplot << "set label " + Gnuplot::quoted(text) + " at 0,0"
            << "set title " + Gnuplot::quoted(text) << "plot x";
    INFO(text);
    CHECK_NOTHROW(gnuplot.render());
    CHECK_FALSE(std::filesystem::exists(trap));
  }
  CHECK(Gnuplot::quoted("it's\n\"µ 1") == "\"it\\047s\\134n\\042µ \\061\"");
}

TEST_CASE("texts appear as they are") {
  Gnuplot gnuplot(kSmallSvg);
  gnuplot << "set title " + Gnuplot::quoted("a_b^c {d} -100% <E> µ") << "plot x";
  CHECK_THAT(gnuplot.render(), Catch::Contains("a_b^c {d} -100% &lt;E> µ"));
}

TEST_CASE("what gnuplot says of a mistake is passed on") {
  Gnuplot gnuplot(kSmallSvg);
  gnuplot << "plot nonsense(";
  CHECK_THROWS_AS(gnuplot.render(), EnvironmentError);
  CHECK_THROWS_WITH(gnuplot.render(), Catch::Contains("gnuplot failed") && Catch::Contains("line"));
}

TEST_CASE("without gnuplot the message names the package") {
  const TemporaryDirectory empty;
  const test::ChangedVariable path("PATH", empty.path());
  Gnuplot gnuplot(kSmallSvg);
  CHECK_THROWS_AS(gnuplot.render(), UserError);
  CHECK_THROWS_WITH(gnuplot.render(), Catch::Contains("gnuplot-nox"));
}

TEST_CASE("a place for temporary files that is not there is reported") {
  const test::ChangedVariable path("TMPDIR", "/nowhere/at/all");
  Gnuplot gnuplot(kSmallSvg);
  CHECK_THROWS_AS(gnuplot.render(), EnvironmentError);
}

TEST_CASE("the place for temporary files may have any name") {
  const TemporaryDirectory place;
  const auto odd = place.path() / "a\xff \x01'\"$";
  std::filesystem::create_directory(odd);
  const test::ChangedVariable path("TMPDIR", odd);
  Gnuplot gnuplot(kSmallSvg);
  gnuplot << "plot x";
  CHECK_THAT(gnuplot.render(), Catch::Contains("<svg"));
}

TEST_CASE("temporary files are removed") {
  const TemporaryDirectory place;
  const test::ChangedVariable path("TMPDIR", place.path());
  Gnuplot good(kSmallSvg);
  good << "plot x";
  good.render();
  Gnuplot bad(kSmallSvg);
  bad << "plot (";
  CHECK_THROWS(bad.render());
  CHECK(std::filesystem::is_empty(place.path()));
}

}  // namespace
}  // namespace engram
