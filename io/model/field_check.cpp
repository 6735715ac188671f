#include "io/model/field_check.hpp"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include <string>

#include "engram/v1/model.pb.h"
#include "io/model/valid_range.hpp"

namespace engram {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::OneofDescriptor;

class FieldCheck {
 public:
  FieldCheck(const SourceMap& map, const Clock& clock) : map_(map), clock_(clock) {}

  void check(const Message& message) const {
    const auto& type = *message.GetDescriptor();
    for (int i = 0; i < type.real_oneof_decl_count(); ++i)
      check_choice(message, *type.oneof_decl(i));
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      const int count = count_of(message, field);
      if (count == 0 && is_required(field)) {
        map_.fail(message,
                  fmt::format("'{}' is missing; valid: {}", field.name(), valid_range(field)));
      }
      if (field.name() == "population_type" || field.name() == "projection_type") continue;
      for (int k = 0; k < count; ++k) check_value(message, field, k);
    }
  }

 private:
  static int count_of(const Message& message, const FieldDescriptor& field) {
    const auto& reflection = *message.GetReflection();
    return field.is_repeated() ? reflection.FieldSize(message, &field)
                               : reflection.HasField(message, &field);
  }

  void check_choice(const Message& message, const OneofDescriptor& choice) const {
    if (message.GetReflection()->HasOneof(message, &choice)) return;
    std::string names;
    for (int i = 0; i < choice.field_count(); ++i)
      names += (i == 0 ? "" : ", ") + choice.field(i)->name();
    map_.fail(message, fmt::format("the {} is missing; valid: {}{}", choice.name(),
                                   choice.field_count() == 1 ? "" : "one of ", names));
  }

  void check_value(const Message& message, const FieldDescriptor& field, int index) const {
    const auto& reflection = *message.GetReflection();
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (needs_grid(field)) check_times_of(message, field);
      return check(field.is_repeated() ? reflection.GetRepeatedMessage(message, &field, index)
                                       : reflection.GetMessage(message, &field));
    }
    if (!needs_grid(field)) return;
    const double value = field.is_repeated() ? reflection.GetRepeatedDouble(message, &field, index)
                                             : reflection.GetDouble(message, &field);
    check_time(message, field, static_cast<std::size_t>(index), value);
  }

  /// The numbers of a parameter that each neuron may have its own of; what is drawn is rounded.
  void check_times_of(const Message& message, const FieldDescriptor& field) const {
    const auto& value =
        static_cast<const v1::Value&>(message.GetReflection()->GetMessage(message, &field));
    const auto check = [&](double time) { check_time(message, field, 0, time); };
    if (value.has_constant()) check(value.constant());
    for (const double time : value.table().value()) check(time);
  }

  /// `value` is known to lie within the bounds of the field.
  void check_time(const Message& message, const FieldDescriptor& field, std::size_t index,
                  double value) const {
    if (value > kLatestMs) return;  // what never ends need not end on the clock
    const bool spike = is_spike_time(field);
    const bool zero_too = is_valid(field, 0);
    const bool there = spike ? clock_.has_spike_at(value) : clock_.has(value);
    const bool zero =
        spike && clock_.continuous() ? exact_time(value) == Time{} : clock_.nearest(value) == 0;
    if (there && (zero_too || !zero)) return;
    map_.fail(
        message, field,
        fmt::format("{} ms is not valid; valid: {}", value, clock_.valid_times(value, zero_too)),
        index);
  }

  const SourceMap& map_;
  const Clock& clock_;
};

}  // namespace

void check_fields(const Message& model, const SourceMap& map, const Clock& clock) {
  FieldCheck(map, clock).check(model);
}

}  // namespace engram
