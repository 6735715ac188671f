#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/network/network.hpp"
#include "core/registry/model_registry.hpp"
#include "io/recording/given_parameters.hpp"

namespace engram {

/// A model as read from its file (proto/engram/v1/model.proto; docs/model-files.md explains it).
struct ModelFile {
  Network network;
  std::string name;  ///< as in the file, or the file's name without its ending
  std::string path;
  std::vector<std::string> inputs;  ///< paths of the files that it names and that were read
  std::string text;                 ///< the file as its user wrote it
  std::map<std::string, double> parameters;  ///< all parameters, with the values that were used
};

/// A value for a parameter, in place of the one in the file.
using ParameterOverride = std::pair<std::string, double>;

/// Reads "name=value", where the value is a number, true, false or an expression of such. Throws
/// UserError.
ParameterOverride parse_override(std::string_view text);

/// As `parse_override`, of all parameters that were set when a model was run.
std::vector<ParameterOverride> parse_overrides(const GivenParameters& given);

/// Reads a model file. Throws UserError for the first mistake that it finds: "path:line:column:
/// field: what is wrong; valid: ...". Reads the files that the model names, too. What concerns the
/// network as a whole is left to `validate`.
///
/// `registry` has the models and devices that the file may use: by default those of the library.
ModelFile load_model(const std::filesystem::path& path,
                     std::span<const ParameterOverride> overrides = {},
                     const ModelRegistry& registry = ModelRegistry::built_in());

/// As `load_model`, of a text in memory; errors name it `path`, and the files that it names are
/// looked for in the folder of `path`.
ModelFile parse_model(std::string_view text, const std::string& path,
                      std::span<const ParameterOverride> overrides = {},
                      const ModelRegistry& registry = ModelRegistry::built_in());

/// Numbers of neurons by the names of populations.
using PopulationSizes = std::map<std::string, std::uint64_t>;

/// The populations and projections of a model that is not to be run, such as that in a recording
/// from elsewhere. Opens no file: a population whose spikes come from one has none, and its size is
/// looked up in `sizes`. Throws UserError.
Network parse_outline(std::string_view text, const std::string& path,
                      std::span<const ParameterOverride> overrides, PopulationSizes sizes,
                      const ModelRegistry& registry = ModelRegistry::built_in());

}  // namespace engram
