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

/// A law of a v1::Distribution or a v1::Value.
template <class Message>
Distribution read_law(const Message& said, const SourceMap& map) {
  Distribution result;
  switch (said.law_case()) {
    case Message::kUniform: {
      const v1::Uniform& uniform = said.uniform();
      check_order(uniform.low(), uniform.high(), uniform, v1::Uniform::kHighFieldNumber, "low",
                  map);
      result.law = Uniform{uniform.low(), uniform.high()};
      break;
    }
    case Message::kNormal:
      result.law = Normal{said.normal().mean(), said.normal().sd()};
      break;
    case Message::kLognormal:
      result.law = Lognormal{said.lognormal().mu(), said.lognormal().sigma()};
      break;
    default:
      result.law = Constant{said.constant()};
      break;
  }
  if (said.has_min()) result.min = said.min();
  if (said.has_max()) result.max = said.max();
  check_order(result.min, result.max, said, Message::kMaxFieldNumber, "min", map);
  const bool redraw = said.out_of_range() == v1::Distribution::REDRAW;
  result.out_of_range = redraw ? OutOfRange::kRedraw : OutOfRange::kClip;
  return result;
}

}  // namespace

Distribution convert_distribution(const v1::Distribution& distribution, const SourceMap& map) {
  return read_law(distribution, map);
}

Parameter convert_value(const v1::Value& value, const SourceMap& map) {
  if (!value.has_table()) return read_law(value, map);
  if (value.has_min() || value.has_max()) {
    const int field = value.has_min() ? v1::Value::kMinFieldNumber : v1::Value::kMaxFieldNumber;
    map.fail(value, field, "a table is not drawn; leave this out");
  }
  return std::vector<double>(value.table().value().begin(), value.table().value().end());
}

}  // namespace engram
