#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/not_empty.hpp"
#include "cli/output_paths.hpp"
#include "core/base/error.hpp"
#include "core/check/validate.hpp"
#include "core/network/projection_names.hpp"
#include "core/synapse/synapse_columns.hpp"
#include "io/connections/connection_file.hpp"
#include "io/connections/connection_limits.hpp"
#include "io/connections/projection_listing.hpp"
#include "io/model/model_file.hpp"
#include "io/model/suggestion.hpp"

namespace engram {
namespace {

struct ConnectionsOptions {
  std::string model;
  std::string projection;
  std::string output;
  std::vector<std::string> set;
};

ModelFile load(const ConnectionsOptions& options) {
  std::vector<ParameterOverride> overrides;
  for (const std::string& text : options.set) overrides.push_back(parse_override(text));
  return load_model(options.model, overrides);
}

/// The index of the projection that --projection names; nothing without that option.
std::optional<std::size_t> chosen(const ConnectionsOptions& options,
                                  const std::vector<std::string>& names) {
  if (options.projection.empty()) return std::nullopt;
  const auto found = std::ranges::find(names, options.projection);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  throw UserError(options.model + ": --projection " + options.projection +
                  ": the model has no such projection" + suggest(options.projection, names));
}

void check_output(const ConnectionsOptions& options, const ModelFile& model) {
  check_connection_path(options.output);
  std::vector<NamedPath> inputs = {{"the model", options.model}};
  for (const std::string& input : model.inputs) inputs.emplace_back("a file of the model", input);
  require_distinct(inputs, {{"the file of synapses", options.output}});
}

void write(const ConnectionsOptions& options, const ModelFile& model,
           std::optional<std::size_t> projection, const std::vector<std::string>& names) {
  check_output(options, model);
  if (names.empty()) throw UserError(options.model + ": the model has no projection to write");
  if (!projection && names.size() > 1) {
    throw UserError(options.model + ": there are " + std::to_string(names.size()) +
                    " projections; choose one by --projection" + suggest("", names));
  }
  const std::size_t index = projection.value_or(0);
  require_connection_memory("projection " + names[index], synapse_counts(model.network)[index]);
  write_connections(options.output, synapse_columns(model.network, index));
}

int connections(const ConnectionsOptions& options) {
  const ModelFile model = load(options);
  validate(model.network);
  const std::vector<std::string> names = projection_names(model.network);
  const std::optional<std::size_t> projection = chosen(options, names);
  if (options.output.empty()) {
    std::fputs(projection_listing(model.network, projection).c_str(), stdout);
  } else {
    write(options, model, projection, names);
  }
  return 0;
}

}  // namespace

void add_connections_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<ConnectionsOptions>();
  CLI::App* command = app.add_subcommand(
      "connections", "List the projections of a model, or write the synapses of one");
  command->add_option("MODEL", options->model, "model file (.txtpb)")->required();
  command
      ->add_option("--projection", options->projection, "name of one; needed where there are more")
      ->check(not_empty());
  command->add_option("-o", options->output, "file for its synapses: .csv or .npy")
      ->check(not_empty());
  command->add_option("--set", options->set, "name=value: a parameter of the model file")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false);
  command->callback([options, &action] { action = [options] { return connections(*options); }; });
}

}  // namespace engram
