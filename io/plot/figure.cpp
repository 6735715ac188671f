#include "io/plot/figure.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace engram {

double round_step(double range, int pieces) {
  const double rough = range / pieces;
  const double decade = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * decade >= rough * 0.8) return factor * decade;
  }
  return 10 * decade;
}

Figure::Figure(const Canvas& canvas) : canvas_(canvas), script_(canvas) {
  script_ << "unset key" << fmt::format("set border 3 linewidth 0.7 linecolor rgb '{}'", kInk)
          << "set minussign"
          << "set multiplot";
}

void Figure::panel(const Box& box, const Axis& x, const Axis& y) {
  const double width = canvas_.width;
  const double height = canvas_.height;
  script_ << fmt::format("set lmargin at screen {:.6f}", box.left / width)
          << fmt::format("set rmargin at screen {:.6f}", box.right / width)
          << fmt::format("set tmargin at screen {:.6f}", 1 - box.top / height)
          << fmt::format("set bmargin at screen {:.6f}", 1 - box.bottom / height) << "unset label"
          << "unset object"
          << "unset arrow";
  axis('x', x);
  axis('y', y);
}

void Figure::axis(char name, const Axis& axis) {
  const bool is_x = name == 'x';
  script_ << fmt::format("set {}range [{:.9g}:{:.9g}]", name, axis.low, axis.high);
  if (axis.ticks == 0) {
    script_ << fmt::format("unset {}tics", name);
  } else {
    const double step = round_step(std::abs(axis.high - axis.low), axis.ticks);
    script_ << fmt::format("set {}tics {:.9g} nomirror out scale 0.4 offset {} textcolor rgb '{}'",
                           name, step, is_x ? "0,0.3" : "0.5,0", kInk);
  }
  script_ << fmt::format("set {}label {} offset {} textcolor rgb '{}'", name,
                         Gnuplot::quoted(axis.title), is_x ? "0,0.6" : "1.2,0", kInk);
}

void Figure::text(double x, double y, Place place, std::string_view text, std::string_view colour) {
  static constexpr std::array<std::string_view, 4> kPlaces = {"left", "center", "right",
                                                              "center rotate by 90"};
  script_ << fmt::format("set label {} at screen {:.6f},{:.6f} {} front textcolor rgb '{}'",
                         Gnuplot::quoted(text), x / canvas_.width, 1 - y / canvas_.height,
                         kPlaces[static_cast<std::size_t>(place)], colour);
}

std::string Figure::render() {
  script_ << "unset multiplot";
  return script_.render();
}

}  // namespace engram
