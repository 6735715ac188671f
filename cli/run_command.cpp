#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.hpp"
#include "cli/duration.hpp"
#include "cli/model_run.hpp"
#include "cli/not_empty.hpp"
#include "cli/run_options.hpp"
#include "io/model/model_file.hpp"

namespace engram {
namespace {

/// What is simulated, and how.
struct RunArguments {
  std::string model;
  std::string duration;
  std::optional<std::uint64_t> seed;
  std::vector<std::string> set;
  RunOptions options;
};

/// Each `--set name=value` in its two parts. One without a sign is refused when it is parsed.
GivenParameters given(const std::vector<std::string>& set) {
  GivenParameters result;
  for (const std::string& text : set) {
    parse_override(text);
    const std::size_t sign = text.find('=');
    result.emplace_back(text.substr(0, sign), text.substr(sign + 1));
  }
  return result;
}

int run(const RunArguments& arguments) {
  GivenParameters parameters = given(arguments.set);
  ModelFile model = load_model(arguments.model, parse_overrides(parameters));
  if (!arguments.duration.empty()) set_duration(arguments.duration, model.network);
  if (arguments.seed) model.network.seed = *arguments.seed;
  return simulate({std::move(model), std::move(parameters), {}}, arguments.options);
}

/// Refuses what is no seed.
CLI::Validator seed_check() {
  return CLI::Validator(
      [](const std::string& text) {
        std::uint64_t value = 0;
        const char* end = text.data() + text.size();
        const auto [rest, error] = std::from_chars(text.data(), end, value);
        return rest == end && error == std::errc{}
                   ? std::string()
                   : text + " is no seed; valid are whole numbers from 0 to 18446744073709551615";
      },
      "0 to 18446744073709551615");
}

}  // namespace

void add_run_command(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<RunArguments>();
  CLI::App* command = app.add_subcommand("run", "Build a model and simulate it");
  command->add_option("MODEL", arguments->model, "model file (.txtpb)")->required();
  command
      ->add_option("--duration", arguments->duration,
                   "model time after the warm-up, such as 10s or 500ms; units are ms, s and min")
      ->check(not_empty());
  command->add_option("--seed", arguments->seed, "seed of all random numbers")->check(seed_check());
  command->add_option("--set", arguments->set, "name=value: a parameter of the model file")
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false);
  add_run_options(*command, arguments->options);
  command->callback([arguments, &action] { action = [arguments] { return run(*arguments); }; });
}

}  // namespace engram
