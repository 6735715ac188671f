#include "io/report/model_section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <variant>
#include <vector>

#include "core/network/expected_synapses.hpp"
#include "io/report/html.hpp"

namespace engram {
namespace {

constexpr std::size_t kLargestMatrix = 20;  // populations; a wider one does not fit the page

struct ModelName {
  std::string operator()(const IafPscExp&) const { return "iaf_psc_exp"; }
  std::string operator()(const IafPscAlpha&) const { return "iaf_psc_alpha"; }
  std::string operator()(const IafPscDelta&) const { return "iaf_psc_delta"; }
  std::string operator()(const Relay&) const { return "relay"; }
  std::string operator()(const PoissonPopulation&) const { return "Poisson"; }
  std::string operator()(const SpikeTrains&) const { return "spike trains"; }
};

std::string lif_parameters(const LifParameters& p) {
  return fmt::format(
      "τ<sub>m</sub> {} ms, C<sub>m</sub> {} pF, t<sub>ref</sub> {} ms, E<sub>L</sub> {} mV, "
      "V<sub>th</sub> {} mV, V<sub>reset</sub> {} mV, I<sub>e</sub> {} pA",
      p.tau_m, p.C_m, p.t_ref, p.E_L, p.V_th, p.V_reset, p.I_e);
}

template <class Model>
std::string synapse_parameters(const Model& p) {
  return fmt::format(", τ<sub>syn</sub> {} / {} ms", p.tau_syn_ex, p.tau_syn_in);
}

struct ModelParameters {
  std::string operator()(const IafPscExp& p) const {
    return lif_parameters(p) + synapse_parameters(p);
  }
  std::string operator()(const IafPscAlpha& p) const {
    return lif_parameters(p) + synapse_parameters(p);
  }
  std::string operator()(const IafPscDelta& p) const { return lif_parameters(p); }
  std::string operator()(const Relay&) const { return ""; }
  std::string operator()(const PoissonPopulation& p) const { return fmt::format("{} Hz", p.rate); }
  std::string operator()(const SpikeTrains&) const { return ""; }
};

struct DeviceText {
  PopulationIndex target;
  std::string operator()(const PoissonDrive& d) const {
    if (d.target != target) return "";
    return fmt::format("Poisson {:.6g} Hz × {:.4g}", d.rate, d.weight);
  }
  std::string operator()(const StepCurrent& d) const {
    if (d.target != target || d.amplitudes.empty()) return "";
    if (d.amplitudes.size() == 1) return fmt::format("DC {:.6g} pA", d.amplitudes.front());
    return fmt::format("current in {} steps", d.amplitudes.size());
  }
};

std::string inputs(const Network& network, PopulationIndex population) {
  std::string text;
  for (const Device& device : network.devices) {
    const std::string one = std::visit(DeviceText{population}, device);
    if (!one.empty()) text += (text.empty() ? "" : ", ") + one;
  }
  return text;
}

std::string population_table(const Network& network, std::span<const std::string> colours) {
  std::string html =
      "<table class=\"wide\"><thead><tr><th>population</th><th>neurons</th>"
      "<th class=\"words\">model</th><th class=\"words\">parameters</th>"
      "<th class=\"words\">input</th></tr></thead>\n<tbody>\n";
  for (PopulationIndex p = 0; p < network.populations.size(); ++p) {
    const Population& population = network.populations[p];
    html += fmt::format(
        "<tr>{}<td>{}</td><td class=\"words\">{}</td><td class=\"words\">{}</td>"
        "<td class=\"words\">{}</td></tr>\n",
        population_cell(population.name, colours[p]), grouped(population.size),
        std::visit(ModelName{}, population.model), std::visit(ModelParameters{}, population.model),
        inputs(network, p));
  }
  return html + "</tbody></table>\n";
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
  std::string html = "<h2>Model</h2>\n" + population_table(network, colours);
  if (network.populations.size() <= kLargestMatrix) html += in_degree_table(network, colours);
  return html;
}

}  // namespace engram
