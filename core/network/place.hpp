#pragma once

#include <array>
#include <cmath>
#include <cstdio>
#include <string>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"

namespace engram {

// Limits within which neurons can be computed, in single precision too: magnitudes of weights,
// potentials and currents in their units, time constants in ms, capacitances in pF.
inline constexpr double kLargest = 1e12;
inline constexpr double kSmallestConstant = 1e-6;

/// The ten leading digits.
inline std::string number(double x) {
  std::array<char, 32> text;
  const int length = std::snprintf(text.data(), text.size(), "%.10g", x);
  return {text.data(), static_cast<std::size_t>(length)};
}

/// A place in a network, with which every UserError of a check there begins.
class Place {
 public:
  explicit Place(std::string name, const std::string& origin = {})
      : name_(origin.empty() ? std::move(name) : origin + ": " + name) {}

  void require(bool fine, const std::string& what) const {
    if (!fine) refuse(what);
  }
  [[noreturn]] void refuse(const std::string& what) const { throw UserError(name_ + ": " + what); }
  void require_finite(const std::string& field, double value) const {
    require(std::isfinite(value), field + " is " + number(value) + "; it must be a finite number");
  }
  void require_magnitude(const std::string& field, double value, const std::string& unit) const {
    if (std::abs(value) <= kLargest) return;  // of each synapse of a list: before any text is made
    refuse(field + " is " + number(value) + "; it must be a finite number from " +
           number(-kLargest) + " to " + number(kLargest) + " " + unit);
  }
  void require_constant(const std::string& field, double value, const std::string& unit) const {
    require(value >= kSmallestConstant && value <= kLargest,
            field + " is " + number(value) + " " + unit + "; it must be above 0: from " +
                number(kSmallestConstant) + " to " + number(kLargest) + " " + unit);
  }
  void require_not_negative(const std::string& field, double value, const std::string& unit) const {
    require(value >= 0, field + " is " + number(value) + " " + unit + "; it must not be negative");
  }
  /// A time in ms on `clock`: from 0 on, or above 0.
  void require_time(const std::string& field, double ms, const Clock& clock,
                    bool zero_too = true) const {
    const bool is_long_enough = zero_too || clock.nearest(ms) > 0;
    if (ms >= 0 && ms <= kLatestMs && clock.has(ms) && is_long_enough) return;
    require_not_negative(field, ms, "ms");
    const std::string is = field + " is " + shortest_text(ms) + " ms; ";
    require(ms <= kLatestMs, is + "it must be at most " + number(kLatestMs) + " ms");
    refuse(is + "valid are " + clock.valid_times(ms, zero_too));
  }
  /// Puts the place before a UserError of `check`.
  template <class Check>
  void require_accepted(const std::string& field, Check&& check) const {
    try {
      check();
    } catch (const UserError& error) {
      throw UserError(name_ + ": " + field + error.what());
    }
  }

 private:
  std::string name_;
};

}  // namespace engram
