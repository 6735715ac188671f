#include "io/connections/npy_value.hpp"

#include <bit>
#include <cmath>
#include <cstring>
#include <type_traits>

namespace engram {
namespace {

static_assert(std::endian::native == std::endian::little,
              "numbers are copied as they lie in files");

/// A float of 16 bits (IEEE 754 binary16).
struct Half {
  std::uint16_t bits;
};

double as_double(Half half) {
  const int exponent = half.bits >> 10 & 0x1f;
  const int fraction = half.bits & 0x3ff;
  const double sign = (half.bits & 0x8000) != 0 ? -1.0 : 1.0;
  if (exponent == 0x1f) return fraction == 0 ? sign * HUGE_VAL : std::nan("");
  if (exponent == 0) return sign * std::ldexp(fraction, -24);
  return sign * std::ldexp(fraction + 0x400, exponent - 25);
}

template <class Number>
double as_double(Number number) {
  return static_cast<double>(number);
}

template <class Number>
Number load(const char* bytes) {
  Number number;
  std::memcpy(&number, bytes, sizeof number);
  return number;
}

template <class Number>
double real_at(const char* bytes) {
  return as_double(load<Number>(bytes));
}

template <class Number>
std::optional<std::uint32_t> index_at(const char* bytes) {
  constexpr double kEnd = 0x1p32;
  const double value = real_at<Number>(bytes);  // exact below 2^53
  if (!(value >= 0 && value < kEnd)) return std::nullopt;
  const auto index = static_cast<std::uint32_t>(value);
  if (static_cast<double>(index) != value) return std::nullopt;
  return index;
}

template <class Number>
NpyValue value_of() {
  return {real_at<Number>, index_at<Number>};
}

}  // namespace

NpyValue npy_value(const NpyField& field) {
  const bool is_signed = field.kind == 'i';
  if (field.kind == 'f') {
    if (field.bytes == 2) return value_of<Half>();
    return field.bytes == 4 ? value_of<float>() : value_of<double>();
  }
  switch (field.bytes) {
    case 1:
      return is_signed ? value_of<std::int8_t>() : value_of<std::uint8_t>();
    case 2:
      return is_signed ? value_of<std::int16_t>() : value_of<std::uint16_t>();
    case 4:
      return is_signed ? value_of<std::int32_t>() : value_of<std::uint32_t>();
    default:
      return is_signed ? value_of<std::int64_t>() : value_of<std::uint64_t>();
  }
}

}  // namespace engram
