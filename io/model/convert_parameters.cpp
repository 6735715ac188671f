#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/given_time.hpp"
#include "engram/v1/model.pb.h"
#include "io/model/convert.hpp"
#include "io/model/said_fields.hpp"
#include "io/model/suggestion.hpp"

namespace engram {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

/// A repeated message with a time and a value, the times ascending.
StepTable read_steps(const SaidFields& said, const ParameterDescriptor& parameter,
                     const SourceMap& map) {
  StepTable table;
  for (int i = 0; i < said.count(parameter.name); ++i) {
    const SaidFields step(said.message(parameter.name, i));
    const double time = step.real("time");
    if (!table.times.empty() && time <= table.times.back()) {
      map.fail(
          step.message(), step.number_of("time"),
          fmt::format("{} ms comes after {} ms; valid: ascending times", time, table.times.back()));
    }
    table.times.push_back(time);
    table.values.push_back(step.real(parameter.value_name));
  }
  return table;
}

Parameter read_number(const SaidFields& said, const std::string& name, const SourceMap& map) {
  if (said.find(name)->cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE) return said.real(name);
  return convert_value(static_cast<const v1::Value&>(said.message(name)), map);
}

/// What was given for a parameter of its name.
ParameterValue read_field(const ParameterDescriptor& parameter, const SaidFields& said,
                          const ParameterSource& source) {
  const std::string& name = parameter.name;
  switch (parameter.kind) {
    case ParameterKind::kFlag:
      return said.flag(name);
    case ParameterKind::kCount:
      return source.said.GetReflection()->GetUInt32(source.said, said.find(name));
    case ParameterKind::kTimes:
      return convert_times(source.said, name, source.map);
    case ParameterKind::kSteps:
      return read_steps(said, parameter, source.map);
    case ParameterKind::kRate:
      return convert_rate(static_cast<const v1::Rate&>(said.message(name)), source.map);
    case ParameterKind::kTrains:
    case ParameterKind::kRecordedTrains:
      return convert_trains(parameter.kind, source);
    case ParameterKind::kEnd: {
      const double end = said.real(name);  // what outlasts the longest run lasts for ever
      return Parameter(end <= kLatestMs ? end : std::numeric_limits<double>::infinity());
    }
    default:
      return read_number(said, name, source.map);
  }
}

/// A number for a parameter of any kind that is one; `said` is of the list of a custom model.
ParameterValue read_listed(const ParameterDescriptor& parameter, const v1::CustomParameter& said,
                           const SourceMap& map) {
  const Parameter value = convert_value(said.value(), map);
  const auto refuse = [&](const std::string& valid) {
    map.fail(said, v1::CustomParameter::kValueFieldNumber,
             parameter.name + " is not; valid: " + valid);
  };
  switch (parameter.kind) {
    case ParameterKind::kFlag:
      if (!value.is_one()) refuse("true or false");
      return value.value() != 0;
    case ParameterKind::kCount: {
      const bool whole = value.is_one() && value.value() >= 0 && value.value() < 4294967296.0 &&
                         value.value() == std::floor(value.value());
      if (!whole) refuse("a whole number");
      return static_cast<std::uint32_t>(value.value());
    }
    case ParameterKind::kConstant:
    case ParameterKind::kMagnitude:
    case ParameterKind::kTime:
    case ParameterKind::kEnd:
    case ParameterKind::kNumber:
      if (!value.is_one() && !parameter.per_neuron) refuse("one number for all neurons");
      return value;
    default:
      refuse("parameters that are numbers; set it in a program");
      return value;
  }
}

template <class CustomMessage>
void read_list(const Description& description, const CustomMessage& said, const SourceMap& map,
               void* of) {
  std::vector<std::string> names;
  for (const ParameterDescriptor& p : description.parameters) names.push_back(p.name);
  std::vector<std::string> given;
  for (const v1::CustomParameter& item : said.parameter()) {
    constexpr int kName = v1::CustomParameter::kNameFieldNumber;
    const auto found =
        std::ranges::find(description.parameters, item.name(), &ParameterDescriptor::name);
    if (found == description.parameters.end()) {
      map.fail(item, kName,
               "unknown parameter '" + item.name() + "'" + suggest(item.name(), names));
    }
    if (std::ranges::find(given, item.name()) != given.end()) {
      map.fail(item, kName, "there is another '" + item.name() + "' already");
    }
    given.push_back(item.name());
    found->set(of, read_listed(*found, item, map));
  }
  for (const ParameterDescriptor& p : description.parameters) {
    if (!p.required || std::ranges::find(given, p.name) != given.end()) continue;
    map.fail(said, "the parameter '" + p.name + "' is missing; valid: a number" +
                       (p.unit.empty() ? "" : " of " + p.unit));
  }
}

}  // namespace

std::vector<double> convert_times(const Message& message, const std::string& field,
                                  const SourceMap& map) {
  const SaidFields said(message);
  std::vector<double> times;
  for (int i = 0; i < said.count(field); ++i) {
    const double time = said.real(field, i);
    if (!times.empty() && time < times.back()) {
      map.fail(message, said.number_of(field),
               fmt::format("{} ms comes after {} ms; valid: ascending times", time, times.back()),
               static_cast<std::size_t>(i));
    }
    times.push_back(time);
  }
  return times;
}

void read_parameters(const Description& description, const ParameterSource& source, void* of) {
  if (source.said.GetDescriptor() == v1::Custom::descriptor()) {
    return read_list(description, static_cast<const v1::Custom&>(source.said), source.map, of);
  }
  if (source.said.GetDescriptor() == v1::CustomDevice::descriptor()) {
    return read_list(description, static_cast<const v1::CustomDevice&>(source.said), source.map,
                     of);
  }
  const SaidFields said(source.said);
  for (const ParameterDescriptor& parameter : description.parameters) {
    const bool trains = parameter.kind == ParameterKind::kTrains;  // may be in a file
    if (trains || said.has(parameter.name)) parameter.set(of, read_field(parameter, said, source));
  }
}

void refuse_contradiction(const Contradiction& wrong, const Message& said, const SourceMap& map) {
  const SaidFields fields(said);
  for (const std::string& name : wrong.parameters) {
    if (fields.has(name)) map.fail(said, fields.number_of(name), wrong.what);
  }
  map.fail(said, wrong.what);
}

}  // namespace engram
