#include "io/model/schema_check.hpp"

#include <algorithm>
#include <array>

#include "engram/v1/model.pb.h"

namespace engram {
namespace {

using Type = google::protobuf::Descriptor;
using Field = google::protobuf::FieldDescriptor;

ValidRange range_of(const v1::Valid& valid) {
  ValidRange range;
  if (valid.has_above()) range.above = valid.above();
  if (valid.has_at_least()) range.at_least = valid.at_least();
  if (valid.has_at_most()) range.at_most = valid.at_most();
  range.infinite = valid.infinite();
  return range;
}

/// Whether the type of the field is one that the reader takes for the kind.
bool fits(const ParameterDescriptor& parameter, const Field& field) {
  const bool is_message = field.cpp_type() == Field::CPPTYPE_MESSAGE;
  switch (parameter.kind) {
    case ParameterKind::kFlag:
      return field.cpp_type() == Field::CPPTYPE_BOOL;
    case ParameterKind::kCount:
      return field.cpp_type() == Field::CPPTYPE_UINT32 && !field.is_repeated();
    case ParameterKind::kTimes:
      return field.cpp_type() == Field::CPPTYPE_DOUBLE && field.is_repeated();
    case ParameterKind::kSteps:
      return is_message && field.is_repeated() &&
             field.message_type()->FindFieldByName("time") != nullptr &&
             field.message_type()->FindFieldByName(parameter.value_name) != nullptr;
    case ParameterKind::kRate:
      return is_message && field.message_type() == v1::Rate::descriptor();
    case ParameterKind::kTrains:
      return is_message && field.is_repeated();
    case ParameterKind::kRecordedTrains:
      return field.cpp_type() == Field::CPPTYPE_STRING;
    default:
      return parameter.per_neuron
                 ? is_message && field.message_type() == v1::Value::descriptor()
                 : field.cpp_type() == Field::CPPTYPE_DOUBLE && !field.is_repeated();
  }
}

/// Whether the unit and the range stand at the field itself, not within it.
bool has_range(const ParameterDescriptor& parameter) {
  using enum ParameterKind;
  return parameter.kind != kSteps && parameter.kind != kTrains &&
         parameter.kind != kRecordedTrains && parameter.kind != kFlag;
}

class SchemaCheck {
 public:
  explicit SchemaCheck(std::vector<std::string>& found) : found_(found) {}

  void check_parameters(const Description& description, const Type& type,
                        std::span<const char* const> other_fields) {
    for (const ParameterDescriptor& parameter : description.parameters) {
      const std::string name = description.name + "." + parameter.name;
      const Field* field = type.FindFieldByName(parameter.name);
      if (field == nullptr) {
        found_.push_back(name + " is not in the schema");
      } else {
        check_field(name, parameter, *field);
      }
    }
    for (int i = 0; i < type.field_count(); ++i) {
      const std::string& name = type.field(i)->name();
      const bool known =
          std::ranges::find(description.parameters, name, &ParameterDescriptor::name) !=
              description.parameters.end() ||
          std::ranges::find(other_fields, name) != other_fields.end();
      if (!known && !comes_with_trains(description)) {
        found_.push_back(description.name + " has no parameter " + name + " of the schema");
      }
    }
  }

 private:
  /// Files of spikes come with fields of their own.
  static bool comes_with_trains(const Description& description) {
    return std::ranges::any_of(description.parameters, [](const ParameterDescriptor& p) {
      return p.kind == ParameterKind::kTrains || p.kind == ParameterKind::kRecordedTrains;
    });
  }

  void check_field(const std::string& name, const ParameterDescriptor& parameter,
                   const Field& field) {
    if (!fits(parameter, field)) found_.push_back(name + " has another type in the schema");
    const v1::Valid& valid = field.options().GetExtension(v1::valid);
    if (valid.required() != parameter.required) {
      found_.push_back(name + " is required in one of the two");
    }
    if (!has_range(parameter)) return;
    if (valid.unit() != parameter.unit) {
      found_.push_back(name + " has the unit '" + valid.unit() + "' in the schema, not '" +
                       parameter.unit + "'");
    }
    if (range_of(valid) != parameter.range) {
      found_.push_back(name + " has another range in the schema");
    }
  }

  std::vector<std::string>& found_;
};

}  // namespace

std::vector<std::string> schema_disagreements(const ModelRegistry& registry) {
  std::vector<std::string> found;
  SchemaCheck check(found);
  const auto& models = *v1::Population::descriptor()->FindOneofByName("model");
  for (int i = 0; i < models.field_count(); ++i) {
    const Field& field = *models.field(i);
    if (field.message_type() == v1::Custom::descriptor()) continue;
    const NeuronModelDescriptor* model = registry.find_model(field.name());
    if (model == nullptr) {
      found.push_back("the model " + field.name() + " of the schema is not known");
    } else {
      check.check_parameters(model->description(), *field.message_type(), {});
    }
  }
  constexpr std::array kOfDevices = {"target", "enabled", "receptor"};
  for (const DeviceDescriptor* device : registry.devices()) {
    const Field* field = v1::Model::descriptor()->FindFieldByName(device->name());
    if (field == nullptr) continue;
    check.check_parameters(device->description(), *field->message_type(), kOfDevices);
  }
  return found;
}

}  // namespace engram
