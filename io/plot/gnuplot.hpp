#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace engram {

/// Throws, as `Gnuplot::render` would, where nothing can be drawn: to be called before long work
/// whose results are to be drawn.
void require_gnuplot();

/// What a figure is drawn on. Sizes are CSS pixels; a PNG has twice as many each way, for sharp
/// screens and print.
struct Canvas {
  enum class Format { kSvg, kPng };
  Format format = Format::kSvg;
  int width = 1120;
  int height = 400;
};

/// A script for the program gnuplot, written line by line and then run in a process of its own.
/// Nothing of the user's gnuplot settings is read, and no text is interpreted: all names and labels
/// must pass through `quoted`.
class Gnuplot {
 public:
  explicit Gnuplot(const Canvas& canvas);

  /// Appends one command.
  Gnuplot& operator<<(std::string_view command);

  /// Appends a data block $name; each row is a line of numbers. May have no rows.
  void data(std::string_view name, const std::vector<std::pair<double, double>>& rows);

  /// Runs the script and returns the image. Throws UserError when gnuplot is not installed,
  /// EnvironmentError with its message when it fails.
  std::string render() const;

  /// `text`, made printable, as a literal of gnuplot's language, in which nothing is substituted.
  static std::string quoted(std::string_view text);

 private:
  std::string script_;
};

}  // namespace engram
