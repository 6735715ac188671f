#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/network/network.hpp"
#include "io/model/source_map.hpp"

namespace engram::v1 {
class Model;
}

namespace engram {

/// Finds the populations of a model by the names that people gave them.
class PopulationDirectory {
 public:
  /// Throws UserError where a name is empty or taken.
  PopulationDirectory(const v1::Model& model, const SourceMap& map);

  /// The populations named by a field (a repeated string), without those that are not enabled.
  /// Throws UserError for names that are unknown or given twice.
  std::vector<PopulationIndex> find(const google::protobuf::Message& message,
                                    int field_number) const;

 private:
  static constexpr PopulationIndex kDisabled = 0xffffffff;

  const SourceMap& map_;
  std::vector<std::string> names_;
  std::map<std::string, PopulationIndex> indices_;
};

}  // namespace engram
