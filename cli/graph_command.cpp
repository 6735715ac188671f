#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "core/base/text.hpp"
#include "core/engine/simulation.hpp"
#include "core/graph/graph_measures.hpp"
#include "io/model/model_file.hpp"

namespace engram {
namespace {

void print_degrees(const char* title, const Network& network,
                   const std::vector<DegreeDistribution>& degrees) {
  fmt::print("{:<16} {:>10} {:>10} {:>9} {:>9} {:>9} {:>9} {:>9}\n", title, "mean", "sd", "min",
             "25 %", "median", "75 %", "max");
  for (std::size_t p = 0; p < degrees.size(); ++p) {
    const DegreeDistribution& d = degrees[p];
    fmt::print("{:<16} {:>10.1f} {:>10.1f} {:>9} {:>9} {:>9} {:>9} {:>9}\n",
               printable(network.populations[p].name), d.mean, d.sd, d.min, d.quartile1, d.median,
               d.quartile3, d.max);
  }
  fmt::print("\n");
}

void print_paths(const GraphMeasures& measures, std::uint64_t neurons) {
  std::uint64_t pairs = measures.unreachable;
  double sum = 0;
  for (std::size_t l = 1; l < measures.path_lengths.size(); ++l) {
    pairs += measures.path_lengths[l];
    sum += static_cast<double>(l) * static_cast<double>(measures.path_lengths[l]);
  }
  const std::uint64_t reached = pairs - measures.unreachable;
  if (measures.path_sources == neurons) {
    fmt::print("path lengths from all {} neurons, in synapses\n", neurons);
  } else {
    fmt::print("path lengths from {} of {} neurons, drawn at random, in synapses\n",
               measures.path_sources, neurons);
  }
  for (std::size_t l = 1; l < measures.path_lengths.size(); ++l) {
    fmt::print("{:>16} {:>10.3f} %\n", l,
               100 * static_cast<double>(measures.path_lengths[l]) / static_cast<double>(pairs));
  }
  if (pairs > 0) {
    fmt::print("{:>16} {:>10.3f} %\n", "no path",
               100 * static_cast<double>(measures.unreachable) / static_cast<double>(pairs));
  }
  if (reached > 0) fmt::print("{:>16} {:>10.3f}\n", "mean", sum / static_cast<double>(reached));
}

int graph(const std::string& path, const std::vector<std::string>& set) {
  std::vector<ParameterOverride> overrides;
  for (const std::string& text : set) overrides.push_back(parse_override(text));
  const ModelFile model = load_model(path, overrides);
  const Simulation simulation(model.network);
  const GraphMeasures measures = measure_graph(simulation.network(), simulation.connectome());
  fmt::print("{}: {} neurons, {} synapses\n\n", printable(model.name),
             simulation.connectome().partitioning.neurons, simulation.synapse_count());
  print_degrees("in-degree", model.network, measures.in_degrees);
  print_degrees("out-degree", model.network, measures.out_degrees);
  fmt::print("strongly connected components: {}; the largest has {} neurons\n\n",
             measures.strong_components, measures.largest_component);
  print_paths(measures, simulation.connectome().partitioning.neurons);
  return 0;
}

}  // namespace

void add_graph_command(CLI::App& app, Action& action) {
  auto path = std::make_shared<std::string>();
  auto set = std::make_shared<std::vector<std::string>>();
  CLI::App* command =
      app.add_subcommand("graph", "Degrees, components and path lengths of a model's network");
  command->add_option("MODEL", *path, "model file (.txtpb)")->required();
  command->add_option("--set", *set, "name=value: a parameter of the model file")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false);
  command->callback([path, set, &action] { action = [path, set] { return graph(*path, *set); }; });
}

}  // namespace engram
