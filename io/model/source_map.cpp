#include "io/model/source_map.hpp"

#include <google/protobuf/descriptor.h>

#include <algorithm>

#include "core/base/error.hpp"

namespace engram {

void SourceMap::add_value(const Message& message, const Field& field, Location at) {
  entries_[&message].values.emplace_back(&field, at);
}

void SourceMap::add_message(const Message& child, const Message& parent, const Field& field,
                            Location at) {
  add_value(parent, field, at);
  Entry& entry = entries_[&child];
  entry.parent = &parent;
  entry.field = &field;
  entry.at = at;
}

void SourceMap::copy_field(const Message& from, const Message& to, const Field& field) {
  const bool repeated = field.is_repeated();
  const auto& reflection = *from.GetReflection();
  const int count = repeated ? reflection.FieldSize(from, &field) : 1;
  for (int i = 0; i < count; ++i) {
    const Location at = of(from, field, static_cast<std::size_t>(i));
    if (field.cpp_type() != Field::CPPTYPE_MESSAGE) {
      add_value(to, field, at);
      continue;
    }
    const Message& original = repeated ? reflection.GetRepeatedMessage(from, &field, i)
                                       : reflection.GetMessage(from, &field);
    const Message& copy =
        repeated ? reflection.GetRepeatedMessage(to, &field, i) : reflection.GetMessage(to, &field);
    add_message(copy, to, field, at);
    std::vector<const Field*> inner;
    original.GetReflection()->ListFields(original, &inner);
    for (const Field* f : inner) copy_field(original, copy, *f);
  }
}

Location SourceMap::of(const Message& message) const {
  const auto found = entries_.find(&message);
  return found == entries_.end() ? Location{} : found->second.at;
}

Location SourceMap::of(const Message& message, const Field& field, std::size_t index) const {
  const auto found = entries_.find(&message);
  if (found == entries_.end()) return Location{};
  for (const auto& [written, at] : found->second.values) {
    if (written == &field && index-- == 0) return at;
  }
  return found->second.at;
}

std::string SourceMap::place_of(const Message& message) const { return text_of(of(message)); }

std::string SourceMap::text_of(Location at) const {
  return path_ + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

std::string SourceMap::name_of(const Message& message) const {
  const auto found = entries_.find(&message);
  if (found == entries_.end() || found->second.parent == nullptr) return "";
  return name_of(*found->second.parent, *found->second.field);
}

std::string SourceMap::name_of(const Message& message, const Field& field) const {
  const std::string outer = name_of(message);
  return outer.empty() ? field.name() : outer + "." + field.name();
}

void SourceMap::fail(Location at, const std::string& field, const std::string& what) const {
  std::string text = text_of(at) + ": ";
  if (!field.empty()) text += field + ": ";
  text += what;
  // What is quoted from the file may have line breaks; an error has one line.
  std::ranges::replace_if(
      text, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  throw UserError(text);
}

void SourceMap::fail(const Message& message, const std::string& what) const {
  fail(of(message), name_of(message), what);
}

void SourceMap::fail(const Message& message, const Field& field, const std::string& what,
                     std::size_t index) const {
  fail(of(message, field, index), name_of(message, field), what);
}

void SourceMap::fail(const Message& message, int field_number, const std::string& what,
                     std::size_t index) const {
  fail(message, *message.GetDescriptor()->FindFieldByNumber(field_number), what, index);
}

}  // namespace engram
