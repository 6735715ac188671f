#include "io/model/types.hpp"

#include <google/protobuf/util/field_mask_util.h>

#include <map>
#include <string>
#include <vector>

#include "engram/v1/model.pb.h"
#include "io/model/suggestion.hpp"

namespace engram {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::FieldMaskUtil;

/// The value that `message` has for the choice that `field` belongs to, or null.
const FieldDescriptor* chosen(const Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  if (field.is_repeated()) return reflection.FieldSize(message, &field) > 0 ? &field : nullptr;
  if (const auto* oneof = field.real_containing_oneof()) {
    return reflection.GetOneofFieldDescriptor(message, oneof);
  }
  return reflection.HasField(message, &field) ? &field : nullptr;
}

/// Copies the fields of `type` that `own` lacks.
void complete(const Message& type, Message& own, SourceMap& map) {
  std::vector<const FieldDescriptor*> fields;
  type.GetReflection()->ListFields(type, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->name() == "name" || field->name() == "type") continue;
    const FieldDescriptor* given = chosen(own, *field);
    if (given == nullptr) {
      google::protobuf::FieldMask mask;
      mask.add_paths(field->name());
      FieldMaskUtil::MergeMessageTo(type, mask, FieldMaskUtil::MergeOptions(), &own);
      map.copy_field(type, own, *field);
      continue;
    }
    const auto* choice = field->real_containing_oneof();
    if (given == field && choice != nullptr && choice->name() == "model") {
      complete(type.GetReflection()->GetMessage(type, field),
               *own.GetReflection()->MutableMessage(&own, field), map);
    }
  }
}

/// The types of populations or of projections, by name.
template <class Item>
class Types {
 public:
  explicit Types(SourceMap& map) : map_(map) {}

  void add(Item& type) {
    if (!type.has_name()) map_.fail(type, "'name' is missing; valid: a quoted text");
    complete_by_type(type);
    if (types_.emplace(type.name(), &type).second) return;
    map_.fail(type, Item::kNameFieldNumber, "there is another '" + type.name() + "' already");
  }

  void complete_by_type(Item& item) const {
    if (!item.has_type()) return;
    const auto found = types_.find(item.type());
    if (found != types_.end()) return complete(*found->second, item, map_);
    std::vector<std::string> names;
    for (const auto& [name, type] : types_) names.push_back(name);
    map_.fail(item, Item::kTypeFieldNumber,
              "unknown type '" + item.type() + "'" + suggest(item.type(), names));
  }

 private:
  SourceMap& map_;
  std::map<std::string, const Item*> types_;
};

}  // namespace

void apply_types(v1::Model& model, SourceMap& map) {
  Types<v1::Population> populations(map);
  for (auto& type : *model.mutable_population_type()) populations.add(type);
  for (auto& population : *model.mutable_population()) populations.complete_by_type(population);

  Types<v1::Projection> projections(map);
  for (auto& type : *model.mutable_projection_type()) projections.add(type);
  for (auto& projection : *model.mutable_projection()) projections.complete_by_type(projection);
}

}  // namespace engram
