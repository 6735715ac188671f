#pragma once

#include <string>
#include <string_view>

#include "io/plot/gnuplot.hpp"

namespace engram {

/// Where the axes of one panel lie on the canvas: CSS pixels from its left upper corner.
struct Box {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;
};

/// Linear axis with ticks at multiples of a step of 1, 2 or 5 times a power of ten.
struct Axis {
  double low = 0;
  double high = 1;
  int ticks = 5;           ///< about that many; none if 0
  std::string_view title;  ///< with the unit; none if empty
};

/// Colour of all that is not data.
inline constexpr std::string_view kInk = "#333333";

/// A figure of one or more panels, all drawn in the same style.
class Figure {
 public:
  explicit Figure(const Canvas& canvas);

  /// Starts the next panel: what is drawn now lies within these axes.
  void panel(const Box& box, const Axis& x, const Axis& y);

  /// Which point of a text lies where it is put; kUpwards: its middle, and it runs upwards.
  enum class Place { kLeft, kCentre, kRight, kUpwards };

  /// Adds text to the panel that was started last; x and y in CSS pixels from the canvas's left
  /// upper corner.
  void text(double x, double y, Place place, std::string_view text, std::string_view colour);

  Gnuplot& script() { return script_; }

  /// Ends the figure and returns the image; throws as Gnuplot::render does.
  std::string render();

 private:
  void axis(char name, const Axis& axis);

  Canvas canvas_;
  Gnuplot script_;
};

/// A step of 1, 2 or 5 times a power of ten that cuts `range` into about `pieces`.
double round_step(double range, int pieces);

}  // namespace engram
