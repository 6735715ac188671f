#include "io/model/valid_range.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <limits>

#include "engram/v1/model.pb.h"

namespace engram {
namespace {

using google::protobuf::FieldDescriptor;

const v1::Valid& option_of(const FieldDescriptor& field) {
  return field.options().GetExtension(v1::valid);
}

/// "1 to 8", "at least 1", "above 0", or nothing where there is no bound.
std::string bounds(const v1::Valid& valid) {
  std::string text;
  if (valid.has_above()) text = fmt::format("above {}", valid.above());
  if (valid.has_at_least() && valid.has_at_most()) {
    return fmt::format("{} to {}", valid.at_least(), valid.at_most());
  }
  if (valid.has_at_least()) text = fmt::format("at least {}", valid.at_least());
  if (valid.has_at_most()) {
    text += fmt::format("{}at most {}", text.empty() ? "" : ", ", valid.at_most());
  }
  return text;
}

std::string whole_number_range(const FieldDescriptor& field, const v1::Valid& valid) {
  const bool wide = field.cpp_type() == FieldDescriptor::CPPTYPE_UINT64;
  const std::uint64_t most =
      wide ? std::numeric_limits<std::uint64_t>::max() : std::numeric_limits<std::uint32_t>::max();
  return fmt::format("a whole number from {} to {}",
                     valid.has_at_least() ? static_cast<std::uint64_t>(valid.at_least()) : 0,
                     valid.has_at_most() ? static_cast<std::uint64_t>(valid.at_most()) : most);
}

std::string enum_names(const google::protobuf::EnumDescriptor& type) {
  std::string names;
  for (int i = 0; i < type.value_count(); ++i)
    names += (i == 0 ? "" : ", ") + type.value(i)->name();
  return names;
}

}  // namespace

bool is_required(const FieldDescriptor& field) { return option_of(field).required(); }

bool needs_grid(const FieldDescriptor& field) { return option_of(field).on_grid(); }

bool is_spike_time(const FieldDescriptor& field) { return option_of(field).given(); }

bool is_word(const FieldDescriptor& field) { return option_of(field).word(); }

const FieldDescriptor* number_in_short(const FieldDescriptor& field) {
  const auto* type = field.message_type();
  return type == nullptr ? nullptr : type->FindFieldByName("constant");
}

const FieldDescriptor* list_in_short(const FieldDescriptor& field) {
  const auto* type = field.message_type();
  const bool is_list =
      type != nullptr && type->field_count() == 1 && type->field(0)->is_repeated() &&
      type->field(0)->cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE && !needs_grid(*type->field(0));
  return is_list ? type->field(0) : nullptr;
}

bool is_valid(const FieldDescriptor& field, double value) {
  const v1::Valid& valid = option_of(field);
  if (std::isnan(value) || (std::isinf(value) && !valid.infinite())) return false;
  return (!valid.has_above() || value > valid.above()) &&
         (!valid.has_at_least() || value >= valid.at_least()) &&
         (!valid.has_at_most() || value <= valid.at_most());
}

std::string unit_of(const FieldDescriptor& field) {
  const std::string unit = option_of(field).unit();
  return unit.empty() ? "" : " " + unit;
}

std::string valid_range(const FieldDescriptor& field) {
  const v1::Valid& valid = option_of(field);
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
      return whole_number_range(field, valid);
    case FieldDescriptor::CPPTYPE_BOOL:
      return "true, false or a quoted expression";
    case FieldDescriptor::CPPTYPE_STRING:
      return is_word(field) ? "a name" : "a quoted text";
    case FieldDescriptor::CPPTYPE_ENUM:
      return enum_names(*field.enum_type());
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (number_in_short(field) == nullptr) return "{ ... }";
      break;
    default:
      break;
  }
  const std::string text = bounds(valid);
  if (!text.empty()) return text + unit_of(field) + (valid.infinite() ? ", or inf" : "");
  return "a" + std::string(valid.infinite() ? "" : " finite") + " number" +
         (unit_of(field).empty() ? "" : " of" + unit_of(field));
}

}  // namespace engram
