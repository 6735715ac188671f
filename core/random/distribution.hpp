#pragma once

#include <limits>
#include <variant>

namespace engram {

/// Every draw is `value`.
struct Constant {
  double value = 0;
  friend bool operator==(const Constant&, const Constant&) = default;
};
/// Uniform on [low, high).
struct Uniform {
  double low = 0;
  double high = 1;
  friend bool operator==(const Uniform&, const Uniform&) = default;
};
/// Normal with mean `mean` and standard deviation `sd`.
struct Normal {
  double mean = 0;
  double sd = 1;
  friend bool operator==(const Normal&, const Normal&) = default;
};
/// exp(X) with X normal of mean `mu` and standard deviation `sigma`.
struct Lognormal {
  double mu = 0;
  double sigma = 1;
  friend bool operator==(const Lognormal&, const Lognormal&) = default;
};

/// What happens to a draw outside [min, max].
enum class OutOfRange { kClip, kRedraw };

/// The law of a weight (pA; mV for delta models), a delay (ms) or an initial V_m (mV).
struct Distribution {
  std::variant<Constant, Uniform, Normal, Lognormal> law = Constant{};
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  OutOfRange out_of_range = OutOfRange::kClip;

  bool is_constant() const { return std::holds_alternative<Constant>(law); }
  friend bool operator==(const Distribution&, const Distribution&) = default;
};

}  // namespace engram
