#include "io/report/model_listing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/given_time.hpp"
#include "io/analysis/json_text.hpp"
#include "io/model/suggestion.hpp"

namespace engram {
namespace {

const char* clocks_text(Clocks clocks) {
  switch (clocks) {
    case Clocks::kGrid:
      return "grid";
    case Clocks::kContinuous:
      return "continuous";
    default:
      return "grid, continuous";
  }
}

/// What a parameter is by default, as model files write it; nothing where that is no number.
std::optional<std::string> default_text(const ParameterDescriptor& parameter, const void* plain) {
  if (parameter.required) return std::nullopt;
  const ParameterValue value = parameter.get(plain);
  if (const auto* number = std::get_if<Parameter>(&value)) {
    return number->is_one() ? std::optional(shortest_text(number->value())) : std::nullopt;
  }
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* count = std::get_if<std::uint32_t>(&value)) return std::to_string(*count);
  return std::nullopt;
}

/// "above 0", "0 to 1e6, or inf", or nothing where every number will do.
std::string range_text(const ValidRange& range) {
  std::string text;
  if (std::isfinite(range.above)) text = fmt::format("above {}", range.above);
  if (std::isfinite(range.at_least)) text = fmt::format("at least {}", range.at_least);
  if (std::isfinite(range.at_most)) {
    text += fmt::format("{}at most {}", text.empty() ? "" : ", ", range.at_most);
  }
  return text + (range.infinite ? ", or inf" : "");
}

const char* kind_text(const ParameterDescriptor& parameter) {
  switch (parameter.kind) {
    case ParameterKind::kTime:
    case ParameterKind::kEnd:
      return "time";
    case ParameterKind::kFlag:
      return "true or false";
    case ParameterKind::kCount:
      return "whole number";
    case ParameterKind::kTimes:
      return "times";
    case ParameterKind::kSteps:
      return "steps";
    case ParameterKind::kRate:
      return "rate that changes";
    case ParameterKind::kTrains:
    case ParameterKind::kRecordedTrains:
      return "spike trains";
    default:
      return parameter.per_neuron ? "number, law or table" : "number";
  }
}

/// Rows of columns as wide as their widest cell, each row indented.
std::string columns(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line = " ";
    for (std::size_t i = 0; i < row.size(); ++i) line += fmt::format(" {:{}} ", row[i], widths[i]);
    line.resize(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string indented(const std::string& lines) {
  std::string text = "  ";
  for (const char c : lines) text += c == '\n' ? "\n  " : std::string(1, c);
  return text + "\n";
}

std::string parameter_rows(const Description& description, const void* plain) {
  std::vector<std::vector<std::string>> rows;
  for (const ParameterDescriptor& p : description.parameters) {
    const std::string range = range_text(p.range);
    rows.push_back({p.name, p.unit, default_text(p, plain).value_or(p.required ? "required" : ""),
                    kind_text(p), p.doc + (range.empty() ? "" : " (" + range + ")")});
  }
  return columns(rows);
}

template <class Named>
std::string named_rows(const std::vector<Named>& all) {
  std::vector<std::vector<std::string>> rows;
  for (const Named& one : all) rows.push_back({one.name, one.unit, one.doc});
  return columns(rows);
}

std::string described(const Description& d, const void* plain, const std::string& more) {
  std::string text = d.name + ": " + d.summary + "\n";
  if (!d.equations.empty()) text += "\nequations\n" + indented(d.equations);
  if (!d.parameters.empty()) text += "\nparameters\n" + parameter_rows(d, plain);
  if (!d.variables.empty()) text += "\nvariables to record\n" + named_rows(d.variables);
  if (!d.receptors.empty()) text += "\nreceptors\n" + named_rows(d.receptors);
  text += fmt::format("\nclocks: {}\n{}", clocks_text(d.clocks), more);
  if (!d.reference.empty()) text += "reference: " + d.reference + "\n";
  return text;
}

bool can_sleep(const NeuronModelDescriptor& model) {
  return model.why_never_asleep(model.defaults()).empty();
}

std::string number_json(double x) { return std::isfinite(x) ? fmt::format("{}", x) : "null"; }

std::string parameter_json(const ParameterDescriptor& p, const void* plain) {
  const auto text = default_text(p, plain);
  return fmt::format(
      "{{\"name\": {}, \"unit\": {}, \"kind\": {}, \"default\": {}, \"required\": {}, "
      "\"per_neuron\": {}, \"above\": {}, \"at_least\": {}, \"at_most\": {}, \"doc\": {}}}",
      json_string(p.name), json_string(p.unit), json_string(kind_text(p)),
      text ? json_string(*text) : "null", p.required, p.per_neuron, number_json(p.range.above),
      number_json(p.range.at_least), number_json(p.range.at_most), json_string(p.doc));
}

template <class Named>
std::string named_json(const std::vector<Named>& all) {
  std::string text;
  for (const Named& one : all) {
    text += fmt::format("{}{{\"name\": {}, \"unit\": {}, \"doc\": {}}}", text.empty() ? "" : ", ",
                        json_string(one.name), json_string(one.unit), json_string(one.doc));
  }
  return "[" + text + "]";
}

std::string described_json(const Description& d, const void* plain, const std::string& more) {
  std::string parameters;
  for (const ParameterDescriptor& p : d.parameters) {
    parameters += (parameters.empty() ? "" : ",\n    ") + parameter_json(p, plain);
  }
  return fmt::format(
      "{{\n  \"name\": {},\n  \"summary\": {},\n  \"equations\": {},\n  \"reference\": {},\n"
      "  \"clocks\": {},\n{}  \"parameters\": [{}],\n  \"variables\": {},\n  \"receptors\": {}\n}}",
      json_string(d.name), json_string(d.summary), json_string(d.equations),
      json_string(d.reference), json_string(clocks_text(d.clocks)), more, parameters,
      named_json(d.variables), named_json(d.receptors));
}

std::string model_text(const NeuronModelDescriptor& model) {
  const NeuronModel plain = model.defaults();
  const std::string sleeps = fmt::format("can sleep: {}\n", can_sleep(model) ? "yes" : "no");
  return described(model.description(), plain.data(), sleeps);
}

std::string model_json(const NeuronModelDescriptor& model) {
  const NeuronModel plain = model.defaults();
  return described_json(model.description(), plain.data(),
                        fmt::format("  \"can_sleep\": {},\n", can_sleep(model)));
}

std::string device_text(const DeviceDescriptor& device) {
  const Device plain = device.make(0, "");
  return described(device.description(), plain.data(), "");
}

std::string device_json(const DeviceDescriptor& device) {
  const Device plain = device.make(0, "");
  return described_json(device.description(), plain.data(), "");
}

[[noreturn]] void fail_unknown(const ModelRegistry& registry, const std::string& name) {
  std::vector<std::string> names;
  for (const NeuronModelDescriptor* model : registry.models()) names.push_back(model->name());
  for (const DeviceDescriptor* device : registry.devices()) names.push_back(device->name());
  throw UserError("unknown model or device '" + name + "'" + suggest(name, names));
}

template <class Named>
std::string summary_rows(std::span<const Named* const> all) {
  std::vector<std::vector<std::string>> rows;
  for (const Named* one : all) rows.push_back({one->name(), one->description().summary});
  return columns(rows);
}

}  // namespace

std::string models_as_text(const ModelRegistry& registry, const std::string& name) {
  if (name.empty()) {
    return "neuron models\n" + summary_rows(registry.models()) + "\ndevices\n" +
           summary_rows(registry.devices());
  }
  if (const auto* model = registry.find_model(name)) return model_text(*model);
  if (const auto* device = registry.find_device(name)) return device_text(*device);
  fail_unknown(registry, name);
}

std::string models_as_json(const ModelRegistry& registry, const std::string& name) {
  if (name.empty()) {
    std::string models;
    std::string devices;
    for (const auto* m : registry.models())
      models += (models.empty() ? "" : ",\n") + model_json(*m);
    for (const auto* d : registry.devices())
      devices += (devices.empty() ? "" : ",\n") + device_json(*d);
    return "{\"models\": [\n" + models + "],\n\"devices\": [\n" + devices + "]}\n";
  }
  if (const auto* model = registry.find_model(name)) return model_json(*model) + "\n";
  if (const auto* device = registry.find_device(name)) return device_json(*device) + "\n";
  fail_unknown(registry, name);
}

}  // namespace engram
