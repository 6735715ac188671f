#include <cstdio>
#include <memory>
#include <string>

#include "cli/commands.hpp"
#include "core/registry/model_registry.hpp"
#include "io/report/model_listing.hpp"

namespace engram {
namespace {

struct ModelsOptions {
  std::string name;
  bool json = false;
};

int list(const ModelsOptions& options) {
  const ModelRegistry registry = ModelRegistry::built_in();
  const std::string text = options.json ? models_as_json(registry, options.name)
                                        : models_as_text(registry, options.name);
  std::fputs(text.c_str(), stdout);
  return 0;
}

}  // namespace

void add_models_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<ModelsOptions>();
  CLI::App* command = app.add_subcommand(
      "models", "List the neuron models and devices, or describe one: its parameters and more");
  command->add_option("NAME", options->name, "of a model or device, as model files call it");
  command->add_flag("--json", options->json, "print JSON");
  command->callback([options, &action] { action = [options] { return list(*options); }; });
}

}  // namespace engram
