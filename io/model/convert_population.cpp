#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/base/error.hpp"
#include "engram/v1/model.pb.h"
#include "io/model/convert.hpp"
#include "io/model/suggestion.hpp"

namespace engram {
namespace {

using google::protobuf::Message;

/// The model that a population has been given, in its own message.
struct SaidModel {
  const Message& said;
  const NeuronModelDescriptor& descriptor;
};

template <class Named>
std::vector<std::string> names_of(std::span<const Named* const> all) {
  std::vector<std::string> names;
  for (const Named* one : all) names.push_back(one->name());
  return names;
}

SaidModel find_model(const v1::Population& population, const ModelRegistry& registry,
                     const SourceMap& map) {
  if (population.has_custom()) {
    const std::string& name = population.custom().name();
    const NeuronModelDescriptor* found = registry.find_model(name);
    if (found != nullptr) return {population.custom(), *found};
    map.fail(population.custom(), v1::Custom::kNameFieldNumber,
             "unknown model '" + name + "'" + suggest(name, names_of(registry.models())));
  }
  const auto& reflection = *population.GetReflection();
  const auto* field = reflection.GetOneofFieldDescriptor(
      population, population.GetDescriptor()->FindOneofByName("model"));
  const NeuronModelDescriptor* found = registry.find_model(field->name());
  if (found == nullptr) map.fail(population, field->number(), "this program has no such model");
  return {reflection.GetMessage(population, field), *found};
}

NeuronModel read_model(const SaidModel& model, const v1::Population& population,
                       const SourceMap& map, SourceFiles& files) {
  NeuronModel result = model.descriptor.defaults();
  read_parameters(model.descriptor.description(), {model.said, map, &files, &population},
                  result.data());
  std::optional<Contradiction> wrong;
  try {
    wrong = model.descriptor.contradiction(result);
  } catch (const UserError& error) {  // the law is not valid
    map.fail(model.said, error.what());
  }
  if (wrong) refuse_contradiction(*wrong, model.said, map);
  return result;
}

/// Whether its spikes are in a file.
bool has_file(const SaidModel& model) {
  return std::ranges::any_of(
      model.descriptor.description().parameters,
      [&](const ParameterDescriptor& p) { return trains_need_file(p.kind, model.said); });
}

std::uint64_t read_size(const v1::Population& population, const NeuronModel& model,
                        const SourceMap& map) {
  const std::optional<std::uint64_t> trains = model.descriptor().size_of(model);
  if (!trains) {
    if (!population.has_size())
      map.fail(population, "'size' is missing; valid: a number of neurons, at least 1");
    return population.size();
  }
  if (population.has_size() && population.size() != *trains) {
    map.fail(population, v1::Population::kSizeFieldNumber,
             fmt::format("{} neurons for {} spike trains; valid: {}, or leave the size out",
                         population.size(), *trains, *trains));
  }
  return *trains;
}

std::uint64_t known_size(const v1::Population& population, const PopulationSizes& sizes,
                         const SourceMap& map) {
  const auto found = sizes.find(population.name());
  if (found == sizes.end()) map.fail(population, "its spikes are in a file that is not opened");
  return found->second;
}

Sleep read_sleep(const v1::Population& population) {
  switch (population.sleep()) {
    case v1::Population::NEVER:
      return Sleep::kNever;
    case v1::Population::ALWAYS:
      return Sleep::kAlways;
    default:
      return Sleep::kAuto;
  }
}

}  // namespace

bool needs_file(const v1::Population& population, const ModelRegistry& registry,
                const SourceMap& map) {
  return has_file(find_model(population, registry, map));
}

Population convert_population(const v1::Population& population, const ModelRegistry& registry,
                              const SourceMap& map, SourceFiles& files) {
  Population result;
  result.name = population.name();
  result.origin = map.place_of(population);
  const SaidModel model = find_model(population, registry, map);
  const NeuronModelDescriptor& descriptor = model.descriptor;
  if (files.sizes && has_file(model)) {
    result.model = descriptor.defaults();
    result.size = known_size(population, *files.sizes, map);
  } else {
    result.model = read_model(model, population, map, files);
    result.size = read_size(population, result.model, map);
  }
  if (population.has_initial_v_m()) {
    if (descriptor.resting_parameter().empty()) {
      map.fail(population, v1::Population::kInitialVMFieldNumber,
               descriptor.name() + " has no membrane potential");
    }
    result.initial_V_m = convert_distribution(population.initial_v_m(), map);
  }
  result.sleep = read_sleep(population);
  const std::string why_never = descriptor.why_never_asleep(result.model);
  if (result.sleep == Sleep::kAlways && !why_never.empty()) {
    map.fail(population, v1::Population::kSleepFieldNumber, why_never + "; valid: AUTO, NEVER");
  }
  result.precision =
      population.precision() == v1::Population::DOUBLE ? Precision::kDouble : Precision::kSingle;
  const v1::Published& published = population.published();
  if (published.has_rate()) result.published_rate = published.rate();
  if (published.has_cv()) result.published_cv = published.cv();
  if (published.has_correlation()) result.published_correlation = published.correlation();
  return result;
}

}  // namespace engram
