#include "io/report/model_section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <variant>
#include <vector>

#include "core/connection/expected_synapses.hpp"
#include "io/report/html.hpp"

namespace engram {
namespace {

constexpr std::size_t kLargestMatrix = 20;  // populations; a wider one does not fit the page

// Six digits at most, none for show, a true minus sign.
std::string plain_number(double value) {
  return (value < 0 ? "−" : "") + fmt::format("{:.6g}", std::abs(value));
}

struct ModelName {
  std::string operator()(const IafPscExp&) const { return "iaf_psc_exp"; }
  std::string operator()(const IafPscAlpha&) const { return "iaf_psc_alpha"; }
  std::string operator()(const IafPscDelta&) const { return "iaf_psc_delta"; }
  std::string operator()(const Relay&) const { return "relay"; }
  std::string operator()(const PoissonPopulation&) const { return "Poisson"; }
  std::string operator()(const SpikeTrains&) const { return "spike trains"; }
  std::string operator()(const IntFire&) const { return "int_fire"; }
  std::string operator()(const InhomogeneousPoissonPopulation&) const {
    return "inhomogeneous Poisson";
  }
  std::string operator()(const GammaPopulation&) const { return "gamma"; }
  std::string operator()(const PulsePackets&) const { return "pulse packets"; }
  std::string operator()(const Replay&) const { return "replay"; }
  std::string operator()(const Injected&) const { return "injected"; }
};

struct RateText {
  std::string operator()(const RateTable& table) const {
    return fmt::format("rate in {} steps", table.rates.size());
  }
  std::string operator()(const RateSinusoid& s) const {
    return fmt::format("{} ± {} Hz at {} Hz", plain_number(s.mean), plain_number(s.amplitude),
                       plain_number(s.frequency));
  }
};

std::string cell(const std::string& text) { return "<td>" + text + "</td>"; }

std::string lif_cells(const LifParameters& p, const std::string& tau_syn) {
  std::string html;
  for (const double value : {p.tau_m, p.C_m, p.t_ref, p.E_L, p.V_th, p.V_reset, p.I_e}) {
    html += cell(plain_number(value));
  }
  return html + cell(tau_syn);
}

/// The cells of a population's constants, under the heads of `population_table`.
struct ParameterCells {
  std::string operator()(const IafPscExp& p) const { return lif_cells(p, taus(p)); }
  std::string operator()(const IafPscAlpha& p) const { return lif_cells(p, taus(p)); }
  std::string operator()(const IafPscDelta& p) const { return lif_cells(p, "–"); }
  std::string operator()(const Relay&) const { return spanning(""); }
  std::string operator()(const PoissonPopulation& p) const {
    return spanning(plain_number(p.rate) + " Hz");
  }
  std::string operator()(const SpikeTrains&) const { return spanning("given times"); }
  std::string operator()(const IntFire& p) const {
    return spanning(
        fmt::format("τ {} ms, refractory {} ms", plain_number(p.tau), plain_number(p.t_ref)));
  }
  std::string operator()(const InhomogeneousPoissonPopulation& p) const {
    return spanning(std::visit(RateText{}, p.rate));
  }
  std::string operator()(const GammaPopulation& p) const {
    return spanning(fmt::format("{} Hz, shape {}", plain_number(p.rate), plain_number(p.shape)));
  }
  std::string operator()(const PulsePackets& p) const {
    return spanning(fmt::format("{} packets of {} spikes a neuron, σ {} ms", p.times.size(),
                                p.spikes, plain_number(p.sd)));
  }
  std::string operator()(const Replay&) const { return spanning("recorded times"); }
  std::string operator()(const Injected&) const { return spanning("sent by a program"); }

 private:
  template <class Model>
  static std::string taus(const Model& p) {
    if (p.tau_syn_ex == p.tau_syn_in) return plain_number(p.tau_syn_ex);
    return plain_number(p.tau_syn_ex) + ", " + plain_number(p.tau_syn_in);
  }
  static std::string spanning(const std::string& text) {
    return "<td class=\"words\" colspan=\"8\">" + text + "</td>";
  }
};

struct DeviceText {
  const char* weight_unit;
  std::string operator()(const PoissonDrive& d) const {
    return fmt::format("Poisson {} Hz of {} {}", plain_number(d.rate), plain_number(d.weight),
                       weight_unit);
  }
  std::string operator()(const InhomogeneousPoissonDrive& d) const {
    return fmt::format("Poisson, {}, of {} {}", std::visit(RateText{}, d.rate),
                       plain_number(d.weight), weight_unit);
  }
  std::string operator()(const StepCurrent& d) const {
    if (d.amplitudes.size() != 1) return fmt::format("current in {} steps", d.amplitudes.size());
    return fmt::format("DC {} pA", plain_number(d.amplitudes.front()));
  }
};

std::string inputs(const Network& network, PopulationIndex population) {
  const NeuronModel& model = network.populations[population].model;
  const char* unit = std::holds_alternative<IafPscDelta>(model) ? "mV" : "pA";
  std::string text;
  for (const Device& device : network.devices) {
    const auto target = std::visit([](const auto& d) { return d.target; }, device);
    if (target != population) continue;
    if (!text.empty()) text += ", ";
    text += std::visit(DeviceText{unit}, device);
  }
  return text;
}

std::string population_table(const Network& network, std::span<const std::string> colours) {
  std::string html =
      "<table class=\"wide\"><thead><tr><th>population</th><th>neurons</th>"
      "<th class=\"words\">model</th><th>τ<sub>m</sub><br>ms</th><th>C<sub>m</sub><br>pF</th>"
      "<th>t<sub>ref</sub><br>ms</th><th>E<sub>L</sub><br>mV</th><th>V<sub>th</sub><br>mV</th>"
      "<th>V<sub>reset</sub><br>mV</th><th>I<sub>e</sub><br>pA</th><th>τ<sub>syn</sub><br>ms</th>"
      "<th class=\"words\">input</th></tr></thead>\n<tbody>\n";
  for (PopulationIndex p = 0; p < network.populations.size(); ++p) {
    const Population& population = network.populations[p];
    html += fmt::format(
        "<tr>{}<td>{}</td><td class=\"words\">{}</td>{}<td class=\"words\">{}</td></tr>\n",
        population_cell(population.name, colours[p]), grouped(population.size),
        std::visit(ModelName{}, population.model), std::visit(ParameterCells{}, population.model),
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
  if (network.populations.size() <= kLargestMatrix) return html + in_degree_table(network, colours);
  return html +
         fmt::format(
             "<p class=\"note\">The table of connections is left out: it would have {} rows, "
             "more than the {} that fit the page.</p>\n",
             network.populations.size(), kLargestMatrix);
}

}  // namespace engram
