#include <fmt/format.h>

#include "engram/v1/model.pb.h"
#include "io/model/convert.hpp"

namespace engram {
namespace {

void check_order(double low, double high, const google::protobuf::Message& message, int field,
                 const char* bound, const SourceMap& map) {
  if (low <= high) return;
  map.fail(message, field,
           fmt::format("{} is not valid; valid: at least {}, which is {}", high, bound, low));
}

}  // namespace

Distribution convert_distribution(const v1::Distribution& distribution, const SourceMap& map) {
  Distribution result;
  switch (distribution.law_case()) {
    case v1::Distribution::kUniform: {
      const v1::Uniform& uniform = distribution.uniform();
      check_order(uniform.low(), uniform.high(), uniform, v1::Uniform::kHighFieldNumber, "low",
                  map);
      result.law = Uniform{uniform.low(), uniform.high()};
      break;
    }
    case v1::Distribution::kNormal:
      result.law = Normal{distribution.normal().mean(), distribution.normal().sd()};
      break;
    case v1::Distribution::kLognormal:
      result.law = Lognormal{distribution.lognormal().mu(), distribution.lognormal().sigma()};
      break;
    default:
      result.law = Constant{distribution.constant()};
      break;
  }
  if (distribution.has_min()) result.min = distribution.min();
  if (distribution.has_max()) result.max = distribution.max();
  check_order(result.min, result.max, distribution, v1::Distribution::kMaxFieldNumber, "min", map);
  const bool redraw = distribution.out_of_range() == v1::Distribution::REDRAW;
  result.out_of_range = redraw ? OutOfRange::kRedraw : OutOfRange::kClip;
  return result;
}

}  // namespace engram
