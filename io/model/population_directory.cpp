#include "io/model/population_directory.hpp"

#include <google/protobuf/descriptor.h>

#include <set>

#include "engram/v1/model.pb.h"
#include "io/model/suggestion.hpp"

namespace engram {

PopulationDirectory::PopulationDirectory(const v1::Model& model, const SourceMap& map) : map_(map) {
  PopulationIndex next = 0;
  for (const v1::Population& population : model.population()) {
    constexpr int kName = v1::Population::kNameFieldNumber;
    const std::string& name = population.name();
    if (name.empty()) map.fail(population, kName, "the name is empty");
    const bool enabled = !population.has_enabled() || population.enabled();
    if (!indices_.emplace(name, enabled ? next : kDisabled).second) {
      map.fail(population, kName, "there is another population '" + name + "' already");
    }
    names_.push_back(name);
    if (enabled) ++next;
  }
}

std::vector<PopulationIndex> PopulationDirectory::find(const google::protobuf::Message& message,
                                                       int field_number) const {
  const auto& field = *message.GetDescriptor()->FindFieldByNumber(field_number);
  const auto& reflection = *message.GetReflection();
  std::vector<PopulationIndex> found;
  std::set<std::string> seen;
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    const std::string name = reflection.GetRepeatedString(message, &field, i);
    const auto entry = indices_.find(name);
    if (entry == indices_.end()) {
      map_.fail(message, field, "unknown population '" + name + "'" + suggest(name, names_),
                static_cast<std::size_t>(i));
    }
    if (!seen.insert(name).second) {
      map_.fail(message, field, "population '" + name + "' is named twice",
                static_cast<std::size_t>(i));
    }
    if (entry->second != kDisabled) found.push_back(entry->second);
  }
  return found;
}

}  // namespace engram
