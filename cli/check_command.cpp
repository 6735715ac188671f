#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/duration.hpp"
#include "core/base/memory.hpp"
#include "core/base/text.hpp"
#include "core/check/estimate.hpp"
#include "core/check/require_runnable.hpp"
#include "core/check/validate.hpp"
#include "core/engine/simulation.hpp"
#include "io/analysis/json_text.hpp"
#include "io/model/model_file.hpp"

namespace engram {
namespace {

struct CheckOptions {
  std::string model;
  std::string duration;
  std::vector<std::string> set;
  unsigned threads = 0;
  unsigned partitions = 0;
  bool json = false;
};

ModelFile load(const CheckOptions& options) {
  std::vector<ParameterOverride> overrides;
  for (const std::string& text : options.set) overrides.push_back(parse_override(text));
  ModelFile model = load_model(options.model, overrides);
  if (!options.duration.empty()) set_duration(options.duration, model.network);
  return model;
}

std::string as_text(const ModelFile& model, const Estimate& needs) {
  return fmt::format(
      "{}: {} populations, {} projections, {} neurons, {:.0f} synapses, about {:.2f} GB of "
      "memory ({:.2f} GB while it is built), {:.2f} GB more if it is recorded\n",
      printable(model.name), model.network.populations.size(), model.network.projections.size(),
      needs.neurons, needs.synapses, needs.bytes / 1e9, needs.building_bytes / 1e9,
      needs.recording_bytes / 1e9);
}

std::string as_json(const ModelFile& model, const Estimate& needs) {
  return fmt::format(
      "{{\n  \"model\": {},\n  \"populations\": {},\n  \"projections\": {},\n  \"neurons\": {},\n"
      "  \"synapses\": {:.0f},\n  \"bytes\": {:.0f},\n  \"building_bytes\": {:.0f},\n"
      "  \"recording_bytes\": {:.0f}\n}}\n",
      json_string(model.name), model.network.populations.size(), model.network.projections.size(),
      needs.neurons, needs.synapses, needs.bytes, needs.building_bytes, needs.recording_bytes);
}

int check(const CheckOptions& options) {
  const ModelFile model = load(options);
  validate(model.network);
  const SimulationOptions run{.threads = options.threads, .partitions = options.partitions};
  Estimate needs = estimate(model.network, run);
  // Reading a large file takes more than what is built from it.
  needs.building_bytes = std::max(needs.building_bytes, static_cast<double>(peak_resident_bytes()));
  const std::string text = options.json ? as_json(model, needs) : as_text(model, needs);
  std::fputs(text.c_str(), stdout);
  require_runnable(model.network, run);
  return 0;
}

}  // namespace

void add_check_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command = app.add_subcommand(
      "check", "Validate a model; print its size and the memory that a run will take");
  command->add_option("MODEL", options->model, "model file (.txtpb)")->required();
  command->add_option("--set", options->set, "name=value: a parameter of the model file")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false);
  command->add_option("--duration", options->duration, "as of run");
  command->add_option("--threads", options->threads, "as of run")->check(CLI::Range(1u, 1024u));
  command->add_option("--partitions", options->partitions, "as of run")
      ->check(CLI::Range(1u, 65535u));
  command->add_flag("--json", options->json, "print a JSON object, memory in bytes");
  command->callback([options, &action] { action = [options] { return check(*options); }; });
}

}  // namespace engram
