#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "core/base/error.hpp"
#include "core/random/draw.hpp"

namespace engram {
namespace {

constexpr double kLeastAccepted = 1e-3;
constexpr std::uint64_t kWords = std::uint64_t{1} << 32;
constexpr std::uint32_t kLastWord = 0xffffffff;

std::string shown(double x) {
  std::array<char, 32> text;
  const int length = std::snprintf(text.data(), text.size(), "%g", x);
  return {text.data(), static_cast<std::size_t>(length)};
}

void require_finite(const char* name, double value) {
  if (!std::isfinite(value)) {
    throw UserError(std::string(name) + " is " + shown(value) + "; it must be finite");
  }
}

void require_deviation(const char* name, double value) {
  require_finite(name, value);
  if (value < 0) throw UserError(std::string(name) + " is " + shown(value) + "; it must be >= 0");
}

InverseCdf checked(const Constant& law) {
  require_finite("the constant", law.value);
  return {.location = law.value, .scale = 0};
}
InverseCdf checked(const Uniform& law) {
  require_finite("low", law.low);
  require_finite("high", law.high);
  if (law.low > law.high) {
    throw UserError("low is " + shown(law.low) + " and high " + shown(law.high) +
                    "; low must be <= high");
  }
  return {.law = InverseCdf::Law::kUniform, .location = law.low, .scale = law.high - law.low};
}
InverseCdf checked(const Normal& law) {
  require_finite("mean", law.mean);
  require_deviation("sd", law.sd);
  return {.law = InverseCdf::Law::kNormal, .location = law.mean, .scale = law.sd};
}
InverseCdf checked(const Lognormal& law) {
  require_finite("mu", law.mu);
  require_deviation("sigma", law.sigma);
  return {.law = InverseCdf::Law::kLognormal, .location = law.mu, .scale = law.sigma};
}

/// How many of the 2^32 words, in ascending order, fulfil a predicate that only the first ones do.
template <class Predicate>
std::uint64_t count_words(const Predicate& predicate) {
  std::uint64_t begin = 0;
  std::uint64_t end = kWords;
  while (begin < end) {
    const std::uint64_t middle = (begin + end) / 2;
    if (predicate(static_cast<std::uint32_t>(middle))) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  return begin;
}

/// Narrows the law to the words whose values lie in [min, max].
void truncate(InverseCdf& law, double min, double max) {
  const std::uint64_t first =
      count_words([&](std::uint32_t word) { return value_of(law, word) < min; });
  const std::uint64_t end =
      count_words([&](std::uint32_t word) { return value_of(law, word) <= max; });
  const double accepted = end > first ? static_cast<double>(end - first) * 0x1p-32 : 0;
  if (accepted < kLeastAccepted) {
    throw UserError("only " + shown(accepted) + " of all draws would fall into [" + shown(min) +
                    ", " + shown(max) + "], where draws outside are to be redrawn; at least " +
                    shown(kLeastAccepted) + " must, so widen the range or clip to it");
  }
  law.u_first = (static_cast<double>(first) + 0.5) * 0x1p-32;
  law.u_step = static_cast<double>(end - 1 - first) * 0x1p-32 / static_cast<double>(kLastWord);
}

InverseCdf checked(const Distribution& distribution) {
  if (!(distribution.min <= distribution.max)) {
    throw UserError("min is " + shown(distribution.min) + " and max " + shown(distribution.max) +
                    "; min must be <= max");
  }
  InverseCdf law =
      std::visit([](const auto& of_kind) { return checked(of_kind); }, distribution.law);
  if (distribution.out_of_range == OutOfRange::kRedraw) {
    truncate(law, distribution.min, distribution.max);
  }
  law.low = distribution.min;
  law.high = distribution.max;
  return law;
}

}  // namespace

Sampler::Sampler(const Distribution& distribution)
    : law_(checked(distribution)),
      min_value_(value_of(law_, 0)),
      max_value_(value_of(law_, kLastWord)) {
  if (!std::isfinite(min_value_) || !std::isfinite(max_value_)) {
    throw UserError("draws range from " + shown(min_value_) + " to " + shown(max_value_) +
                    "; they must be finite");
  }
  // No rounded draw may exceed max_magnitude().
  law_.low = min_value_;
  law_.high = max_value_;
}

void Sampler::draw(PhiloxKey key, std::uint32_t entity, std::uint32_t first,
                   std::span<double> out) const {
  if (is_constant()) {
    std::ranges::fill(out, min_value_);
  } else {
    draw_values(law_, key, entity, first, out);
  }
}

double Sampler::max_magnitude() const {
  return std::max(std::abs(min_value_), std::abs(max_value_));
}

double Sampler::median_value() const { return value_of(law_, kLastWord / 2); }

double Sampler::median_magnitude() const {
  // |value| falls and then rises with the word: half of all words give at most the median.
  const auto words_within = [&](double magnitude) {
    const auto below =
        count_words([&](std::uint32_t word) { return value_of(law_, word) < -magnitude; });
    const auto within =
        count_words([&](std::uint32_t word) { return value_of(law_, word) <= magnitude; });
    return within - below;
  };
  double low = 0;
  double high = max_magnitude();
  for (int i = 0; i < 40; ++i) {
    const double middle = low + (high - low) / 2;
    (words_within(middle) >= kWords / 2 ? high : low) = middle;
  }
  return high;
}

}  // namespace engram
