#include "core/random/gamma.hpp"

#include <cassert>
#include <cmath>

#include "core/random/inversion.hpp"
#include "core/random/math.hpp"

namespace engram {

// Names as in the paper, whose method needs a shape of 1 or more: a smaller one is raised by 1, and
// the draw multiplied by u^(1 / shape).
GammaSampler::GammaSampler(double shape)
    : shape_(shape), d_((shape < 1 ? shape + 1 : shape) - 1.0 / 3), c_(1 / std::sqrt(9 * d_)) {
  assert(shape >= 0.01);
}

double GammaSampler::draw(PhiloxKey key, std::uint64_t draw, std::uint32_t entity) const {
  const auto call = [&](std::uint32_t n) {
    return philox4x32(
        {static_cast<std::uint32_t>(draw), static_cast<std::uint32_t>(draw >> 32), entity, n}, key);
  };
  const double factor =
      shape_ < 1 ? portable_exp(-exponential_of(word_pair(call(1), 0)) / shape_) : 1;
  for (std::uint32_t attempt = 2;; ++attempt) {
    const PhiloxWords words = call(attempt);
    const double x = normal_of(word_pair(words, 0));
    const double root = 1 + c_ * x;
    if (root <= 0) continue;
    const double v = root * root * root;
    const double log_u = -exponential_of(word_pair(words, 1));
    if (log_u < 0.5 * x * x + d_ * (1 - v + portable_log(v))) return d_ * v * factor;
  }
}

}  // namespace engram
