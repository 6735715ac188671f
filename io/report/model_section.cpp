#include "io/report/model_section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <variant>
#include <vector>

#include "core/connection/expected_synapses.hpp"
#include "core/network/device_descriptor.hpp"
#include "io/report/html.hpp"

namespace engram {
namespace {

constexpr std::size_t kLargestMatrix = 20;  // populations; a wider one does not fit the page

// Six digits at most, no trailing zeros, a true minus sign.
std::string plain_number(double value) {
  return (value < 0 ? "−" : "") + fmt::format("{:.6g}", std::abs(value));
}

/// The value of a parameter, without its unit.
struct ValueText {
  std::string operator()(const Parameter& p) const {
    if (p.table() != nullptr) return "one a neuron";
    if (const Distribution* law = p.law()) return law_text(*law);
    return plain_number(p.value());
  }
  std::string operator()(bool flag) const { return flag ? "yes" : "no"; }
  std::string operator()(std::uint32_t count) const { return grouped(count); }
  std::string operator()(const std::vector<double>& times) const {
    return grouped(times.size()) + " times";
  }
  std::string operator()(const StepTable& table) const {
    if (table.values.size() != 1) return fmt::format("{} steps", table.values.size());
    return plain_number(table.values.front());
  }
  std::string operator()(const RateProfile& rate) const {
    if (const auto* table = std::get_if<RateTable>(&rate)) {
      return fmt::format("{} steps", table->rates.size());
    }
    const auto& s = std::get<RateSinusoid>(rate);
    return fmt::format("{} ± {} Hz at {}", plain_number(s.mean), plain_number(s.amplitude),
                       plain_number(s.frequency));
  }
  std::string operator()(const GivenTrains& trains) const {
    return grouped(std::max(trains.ms.size(), trains.exact.size())) + " trains";
  }

 private:
  static std::string law_text(const Distribution& law) {
    if (const auto* u = std::get_if<Uniform>(&law.law)) {
      return fmt::format("{} to {}", plain_number(u->low), plain_number(u->high));
    }
    if (const auto* n = std::get_if<Normal>(&law.law)) {
      return fmt::format("{} ± {}", plain_number(n->mean), plain_number(n->sd));
    }
    const auto* l = std::get_if<Lognormal>(&law.law);
    return l == nullptr
               ? "constant"
               : fmt::format("lognormal, μ {}, σ {}", plain_number(l->mu), plain_number(l->sigma));
  }
};

std::string value_text(const ParameterDescriptor& parameter, const void* of) {
  return std::visit(ValueText{}, parameter.get(of));
}

/// Whether a parameter is one that is left out of texts where it has its default.
bool is_default(const ParameterDescriptor& parameter, const void* of, const void* defaults) {
  return !parameter.required && parameter.get(of) == parameter.get(defaults);
}

/// "rate 8000 Hz, weight 87.8 pA": the parameters that are not what they are by default. The unit
/// of weights is that of a receptor of the target.
std::string parameter_words(const Description& description, const void* of, const void* defaults,
                            const std::string& weight_unit) {
  std::string text;
  for (const ParameterDescriptor& p : description.parameters) {
    if (is_default(p, of, defaults)) continue;
    const std::string& unit = p.name == "weight" ? weight_unit : p.unit;
    text += (text.empty() ? "" : ", ") + p.name + " " + value_text(p, of) +
            (unit.empty() ? "" : " " + unit);
  }
  return text;
}

std::string inputs(const Network& network, PopulationIndex population) {
  const auto& receptors =
      network.populations[population].model.descriptor().description().receptors;
  const std::string weight_unit = receptors.empty() ? "" : receptors.front().unit;
  std::string text;
  for (const Device& device : network.devices) {
    if (device.target() != population) continue;
    const DeviceDescriptor& descriptor = device.descriptor();
    const Device plain = descriptor.make(population, "");
    if (!text.empty()) text += "; ";
    text += descriptor.name() + " " +
            parameter_words(descriptor.description(), device.data(), plain.data(), weight_unit);
  }
  return escape_html(text);
}

/// Whether each neuron or all of them have a number of it, which a column can show.
bool has_column(const ParameterDescriptor& p) {
  using enum ParameterKind;
  return p.kind == kConstant || p.kind == kMagnitude || p.kind == kTime || p.kind == kNumber ||
         p.kind == kEnd || p.kind == kCount;
}

std::string head(const std::string& text, const std::string& unit) {
  return "<th>" + escape_html(text) + (unit.empty() ? "" : "<br>" + escape_html(unit)) + "</th>";
}

/// The populations of one model, with a column for each of its parameters.
std::string population_table(const Network& network, const NeuronModelDescriptor& model,
                             std::span<const std::string> colours) {
  std::string html = "<h3>" + escape_html(model.name()) +
                     "</h3>\n<table class=\"wide\"><thead><tr><th>population</th>" +
                     head("neurons", "");
  for (const ParameterDescriptor& p : model.description().parameters) {
    html += has_column(p) ? head(p.name, p.unit) : head(p.name, "");
  }
  html += "<th class=\"words\">input</th></tr></thead>\n<tbody>\n";
  for (PopulationIndex i = 0; i < network.populations.size(); ++i) {
    const Population& population = network.populations[i];
    if (&population.model.descriptor() != &model) continue;
    html += "<tr>" + population_cell(population.name, colours[i]) + "<td>" +
            grouped(population.size) + "</td>";
    for (const ParameterDescriptor& p : model.description().parameters) {
      html += "<td>" + escape_html(value_text(p, population.model.data())) + "</td>";
    }
    html += "<td class=\"words\">" + inputs(network, i) + "</td></tr>\n";
  }
  return html + "</tbody></table>\n";
}

/// A table for each model, in the order of their first populations.
std::string population_tables(const Network& network, std::span<const std::string> colours) {
  std::string html;
  std::set<const NeuronModelDescriptor*> shown;
  for (const Population& population : network.populations) {
    const NeuronModelDescriptor& model = population.model.descriptor();
    if (shown.insert(&model).second) html += population_table(network, model, colours);
  }
  return html;
}

/// Synapses from each population (column) onto each (row), per target neuron.
std::vector<std::vector<double>> in_degrees(const Network& network) {
  const std::size_t n = network.populations.size();
  std::vector<std::vector<double>> result(n, std::vector<double>(n, 0));
  for (const Projection& projection : network.projections) {
    const auto targets = static_cast<double>(network.populations[projection.target].size);
    if (targets == 0) continue;
    result[projection.target][projection.source] +=
        expected_synapses(network, projection) / targets;
  }
  return result;
}

std::string in_degree_cell(double in_degree, double largest) {
  if (in_degree == 0) return "<td></td>";
  // Up to a blue on which black can still be read.
  const double strength = in_degree / largest;
  const auto mix = [strength](int full) {
    return static_cast<int>(std::lround(255 + strength * (full - 255)));
  };
  return fmt::format("<td style=\"background:#{:02x}{:02x}{:02x}\">{}</td>", mix(130), mix(180),
                     mix(225), number_or_dash(in_degree, in_degree < 10 ? 2 : 0));
}

std::string in_degree_table(const Network& network, std::span<const std::string> colours) {
  const auto degrees = in_degrees(network);
  double largest = 0;
  for (const auto& row : degrees)
    largest = std::max(largest, *std::max_element(row.begin(), row.end()));
  if (largest == 0) return "";
  std::string html =
      "<h2>Connections</h2>\n<table class=\"matrix\"><thead><tr><th>onto \\ from</th>";
  for (const Population& population : network.populations) {
    html += "<th>" + escape_html(population.name) + "</th>";
  }
  html += "<th>all</th></tr></thead>\n<tbody>\n";
  for (std::size_t target = 0; target < degrees.size(); ++target) {
    html += "<tr>" + population_cell(network.populations[target].name, colours[target]);
    double sum = 0;
    for (const double degree : degrees[target]) {
      html += in_degree_cell(degree, largest);
      sum += degree;
    }
    html += "<td>" + number_or_dash(sum, sum < 10 ? 2 : 0) + "</td></tr>\n";
  }
  return html +
         "</tbody></table>\n<p class=\"note\">Mean number of synapses onto a neuron of the row's "
         "population from the column's, as the connection rules give it.</p>\n";
}

}  // namespace

std::string population_cell(const std::string& name, const std::string& colour) {
  return fmt::format("<td><i class=\"swatch\" style=\"background:{}\"></i>{}</td>", colour,
                     escape_html(name));
}

std::string model_section(const Network& network, std::span<const std::string> colours) {
  std::string html = "<h2>Model</h2>\n" + population_tables(network, colours);
  if (network.populations.size() <= kLargestMatrix) return html + in_degree_table(network, colours);
  return html +
         fmt::format(
             "<p class=\"note\">The table of connections is left out: it would have {} rows, "
             "more than the {} that fit the page.</p>\n",
             network.populations.size(), kLargestMatrix);
}

}  // namespace engram
