#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace engram {

/// The fields of a message by their names, through reflection: one reader serves the messages of
/// all models. A field that the type lacks counts as not given.
class SaidFields {
 public:
  using Message = google::protobuf::Message;
  using Field = google::protobuf::FieldDescriptor;

  explicit SaidFields(const Message& said) : said_(said) {}

  const Message& message() const { return said_; }

  /// Null where the type has no such field.
  const Field* find(std::string_view name) const {
    return said_.GetDescriptor()->FindFieldByName(std::string(name));
  }
  /// For fields that the type has.
  int number_of(std::string_view name) const { return find(name)->number(); }

  bool has(std::string_view name) const {
    const Field* field = find(name);
    if (field == nullptr) return false;
    const auto& reflection = *said_.GetReflection();
    return field->is_repeated() ? reflection.FieldSize(said_, field) > 0
                                : reflection.HasField(said_, field);
  }

  // What was given, else the default of the field's type.
  std::string text(std::string_view name) const {
    return has(name) ? said_.GetReflection()->GetString(said_, find(name)) : "";
  }
  double real(std::string_view name) const {
    return has(name) ? said_.GetReflection()->GetDouble(said_, find(name)) : 0;
  }
  bool flag(std::string_view name) const {
    return has(name) && said_.GetReflection()->GetBool(said_, find(name));
  }
  const Message& message(std::string_view name) const {
    return said_.GetReflection()->GetMessage(said_, find(name));
  }

  int count(std::string_view name) const {
    return has(name) ? said_.GetReflection()->FieldSize(said_, find(name)) : 0;
  }
  const Message& message(std::string_view name, int i) const {
    return said_.GetReflection()->GetRepeatedMessage(said_, find(name), i);
  }
  double real(std::string_view name, int i) const {
    return said_.GetReflection()->GetRepeatedDouble(said_, find(name), i);
  }

  /// Devices and the like: whether they are to be taken at all.
  bool enabled() const { return !has("enabled") || flag("enabled"); }

 private:
  const Message& said_;
};

}  // namespace engram
