#include "core/random/hypergeometric.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "core/random/log_factorial.hpp"
#include "core/random/math.hpp"
#include "core/random/ratio_of_uniforms.hpp"

namespace engram {
namespace {

/// Parameters with draws <= good <= (good + bad) / 2, where both ways to draw are at their best.
struct Urn {
  std::uint64_t draws;
  double n;  ///< draws
  double good;
  double bad;

  double total() const { return good + bad; }
  double mean() const { return n * (good / total()); }
};

std::uint64_t by_inversion(DrawSequence& sequence, const Urn& urn) {
  const auto [draws, n, good, bad] = urn;
  // P(0) = bad! (total - n)! / ((bad - n)! total!)
  const double rest = urn.total() - n;
  const double log_p0 = log_factorial_change(bad - n, n) - log_factorial_change(rest, n) +
                        n * log_one_plus(-good / (rest + 1));
  return invert_from_zero(sequence, portable_exp(log_p0), draws,
                          [n = n, good = good, bad = bad](double k) {
                            return (good - k) * (n - k) / ((k + 1) * (bad - n + k + 1));
                          });
}

std::uint64_t by_rejection(DrawSequence& sequence, const Urn& urn) {
  const double total = urn.total();
  const double mean = urn.mean();
  const double variance = mean * (urn.bad / total) * ((total - urn.n) / (total - 1));
  const double mode = std::floor((urn.n + 1) * ((urn.good + 1) / (total + 2)));
  const double good_left = urn.good - mode;
  const double draws_left = urn.n - mode;
  const double bad_left = urn.bad - draws_left;
  const double slope =
      portable_log((good_left + 1) / (mode + 1) * ((draws_left + 1) / (bad_left + 1)));
  return ratio_of_uniforms(sequence, mean, variance, urn.draws, [=](double k) {
    const double step = k - mode;
    return step * slope - log_factorial_change(mode, step) -
           log_factorial_change(good_left, -step) - log_factorial_change(draws_left, -step) -
           log_factorial_change(bad_left, step);
  });
}

}  // namespace

std::uint64_t hypergeometric(DrawSequence& sequence, std::uint64_t draws, std::uint64_t good,
                             std::uint64_t bad) {
  const std::uint64_t total = good + bad;
  assert(draws <= total);
  // What is left in the urn, and which items are called good, are mirror images.
  if (draws > total - draws) return good - hypergeometric(sequence, total - draws, good, bad);
  if (good > bad) return draws - hypergeometric(sequence, draws, bad, good);
  if (draws == 0 || good == 0) return 0;
  // The overlap of a chosen and a good set is the same whichever of the two is drawn.
  const auto [n, marked] = std::minmax(draws, good);
  const Urn urn{n, static_cast<double>(n), static_cast<double>(marked),
                static_cast<double>(total - marked)};
  return urn.mean() < kLargestMeanToInvert ? by_inversion(sequence, urn)
                                           : by_rejection(sequence, urn);
}

}  // namespace engram
