#include "io/model/model_file.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "engram/v1/model.pb.h"
#include "io/model/convert.hpp"
#include "io/model/expression.hpp"
#include "io/model/field_check.hpp"
#include "io/model/model_text.hpp"
#include "io/model/source_map.hpp"
#include "io/model/suggestion.hpp"
#include "io/model/text_reader.hpp"
#include "io/model/types.hpp"
#include "io/table/text_encoding.hpp"

namespace engram {
namespace {

/// The parameters of a model, gathered while it is read.
class Parameters {
 public:
  Parameters(std::span<const ParameterOverride> overrides, const SourceMap& map)
      : overrides_(overrides), map_(map) {}

  const Scope& values() const { return values_; }

  void declare(const v1::Parameter& parameter) {
    if (!parameter.has_name()) map_.fail(parameter, "'name' is missing; valid: a quoted text");
    if (!parameter.has_value())
      map_.fail(parameter, "'value' is missing; valid: a number or a quoted expression");
    const std::string& name = parameter.name();
    constexpr int kName = v1::Parameter::kNameFieldNumber;
    if (!is_parameter_name(name)) {
      map_.fail(parameter, kName,
                "'" + name +
                    "' is not valid; valid: letters, digits and '_', no digit first, no function "
                    "or constant");
    }
    double value = parameter.value();
    for (const auto& [overridden, given] : overrides_) {
      if (overridden == name) value = given;
    }
    if (!values_.emplace(name, value).second) {
      map_.fail(parameter, kName, "there is another parameter '" + name + "' already");
    }
    declared_.push_back(name);
  }

  /// Throws UserError where there is an override of no parameter.
  void check_overrides() const {
    for (const auto& [name, value] : overrides_) {
      const std::string place = map_.path() + ": --set " + name + ": ";
      if (!std::isfinite(value)) throw UserError(place + "the value is not a finite number");
      if (values_.contains(name)) continue;
      throw UserError(place + "the model has no such parameter" + suggest(name, declared_));
    }
  }

 private:
  std::span<const ParameterOverride> overrides_;
  const SourceMap& map_;
  Scope values_;
  std::vector<std::string> declared_;  // in the order of the file
};

/// Reads `text` into `model`, which must stay where it is for as long as `map` is used; returns its
/// clock.
Clock read_model(std::string_view text, SourceMap& map, Parameters& parameters, v1::Model& model) {
  check_is_text(text, map);
  read_text(without_byte_order_mark(text), model, parameters.values(), map,
            [&](const google::protobuf::Message& closed) {
              if (closed.GetDescriptor() == v1::Parameter::descriptor()) {
                parameters.declare(static_cast<const v1::Parameter&>(closed));
              }
            });
  parameters.check_overrides();
  apply_types(model, map);
  const Clock clock = convert_clock(model, map);
  check_fields(model, map, clock);
  return clock;
}

}  // namespace

ParameterOverride parse_override(std::string_view text) {
  const std::string place = "--set " + std::string(text) + ": ";
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || !is_parameter_name(text.substr(0, equals))) {
    throw UserError(place + "valid: name=value, as in scale=0.1");
  }
  const std::string value(text.substr(equals + 1));
  try {
    return {std::string(text.substr(0, equals)), evaluate(value, {})};
  } catch (const ExpressionError&) {
    throw UserError(place + "'" + value + "' is no value; valid: a number, true or false");
  }
}

std::vector<ParameterOverride> parse_overrides(const GivenParameters& given) {
  std::vector<ParameterOverride> overrides;
  for (const auto& [name, value] : given) overrides.push_back(parse_override(name + "=" + value));
  return overrides;
}

Network parse_outline(std::string_view text, const std::string& path,
                      std::span<const ParameterOverride> overrides, PopulationSizes sizes,
                      const ModelRegistry& registry) {
  SourceMap map(path);
  Parameters parameters(overrides, map);
  v1::Model model;
  const Clock clock = read_model(text, map, parameters, model);
  SourceFiles files;
  files.clock = clock;
  files.sizes = std::move(sizes);
  return convert_outline(model, registry, map, files);
}

ModelFile parse_model(std::string_view text, const std::string& path,
                      std::span<const ParameterOverride> overrides, const ModelRegistry& registry) {
  SourceMap map(path);
  Parameters parameters(overrides, map);
  v1::Model model;
  const Clock clock = read_model(text, map, parameters, model);

  ModelFile file;
  SourceFiles files;
  files.folder = std::filesystem::path(path).parent_path();
  files.clock = clock;
  file.network = convert_model(model, registry, map, files);
  file.inputs = std::move(files.read);
  if (file.network.name.empty()) file.network.name = std::filesystem::path(path).stem().string();
  file.name = file.network.name;
  file.path = path;
  file.text = text;
  file.parameters = {parameters.values().begin(), parameters.values().end()};
  return file;
}

ModelFile load_model(const std::filesystem::path& path,
                     std::span<const ParameterOverride> overrides, const ModelRegistry& registry) {
  return parse_model(read_model_text(path), path.string(), overrides, registry);
}

}  // namespace engram
