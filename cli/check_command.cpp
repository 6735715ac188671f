#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "core/base/text.hpp"
#include "core/engine/simulation.hpp"
#include "io/model/model_file.hpp"

namespace engram {
namespace {

int check(const std::string& path, const std::vector<std::string>& set) {
  std::vector<ParameterOverride> overrides;
  for (const std::string& text : set) overrides.push_back(parse_override(text));
  const ModelFile model = load_model(path, overrides);
  validate(model.network);
  const Estimate needs = estimate(model.network);
  fmt::print(
      "{}: {} populations, {} projections, {} neurons, {:.0f} synapses, about {:.2f} GB of "
      "memory ({:.2f} GB while it is built)\n",
      printable(model.name), model.network.populations.size(), model.network.projections.size(),
      needs.neurons, needs.synapses, needs.bytes / 1e9, needs.building_bytes / 1e9);
  return 0;
}

}  // namespace

void add_check_command(CLI::App& app, Action& action) {
  auto path = std::make_shared<std::string>();
  auto set = std::make_shared<std::vector<std::string>>();
  CLI::App* command =
      app.add_subcommand("check", "Validate a model; print its size and the memory it will take");
  command->add_option("MODEL", *path, "model file (.txtpb)")->required();
  command->add_option("--set", *set, "name=value: a parameter of the model file")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false);
  command->callback([path, set, &action] { action = [path, set] { return check(*path, *set); }; });
}

}  // namespace engram
