#include <memory>
#include <string>
#include <utility>

#include "cli/commands.hpp"
#include "cli/duration.hpp"
#include "cli/model_run.hpp"
#include "cli/not_empty.hpp"
#include "cli/run_options.hpp"
#include "core/base/error.hpp"
#include "core/base/given_time.hpp"
#include "io/checkpoint/checkpoint.hpp"
#include "io/recording/exact_ms.hpp"

namespace engram {
namespace {

/// What is resumed, and how.
struct ResumeArguments {
  std::string file;
  std::string model;
  std::string duration;
  RunOptions options;
};

/// Plans the network to end as the run had planned or, with `duration`, that much later than the
/// checkpoint.
void set_end(const std::string& duration, const CheckpointHeader& header, const std::string& file,
             Network& network) {
  const std::string option = "--duration";
  if (duration.empty()) {
    if (header.time < header.planned_end()) return;
    throw UserError(file + ": its run has come to its end, " + exact_ms({header.time, 0}) +
                    " ms; give " + option + " to go on from there");
  }
  const Tick span = parse_span(option, duration, network.clock);
  const Tick most = ticks_from_ms(kLatestMs) - header.time;
  const Tick least = network.warm_up - header.time + network.clock.step();
  if (span < least || span > most) {
    throw UserError(option + " \"" + duration + "\": valid is, from " + exact_ms({header.time, 0}) +
                    " ms on, " + (span < least ? "at least " : "at most ") +
                    exact_ms({span < least ? least : most, 0}) + " ms" +
                    (span < least ? ", beyond the warm-up" : ""));
  }
  network.duration = header.time + span - network.warm_up;
}

int resume(const ResumeArguments& arguments) {
  Checkpoint checkpoint(arguments.file);
  ModelFile model = checkpoint.load_model(arguments.model);
  set_end(arguments.duration, checkpoint.header(), arguments.file, model.network);
  GivenParameters parameters = checkpoint.header().source.parameters;
  return simulate({std::move(model), std::move(parameters), std::move(checkpoint)},
                  arguments.options);
}

}  // namespace

void add_resume_command(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<ResumeArguments>();
  CLI::App* command =
      app.add_subcommand("resume", "Go on with a run from a checkpoint that it has saved");
  command->add_option("FILE", arguments->file, "checkpoint")->required();
  command
      ->add_option("--model", arguments->model,
                   "where the model file is now; by default the text in the checkpoint is used")
      ->check(not_empty());
  command
      ->add_option("--duration", arguments->duration,
                   "model time from the checkpoint on, such as 10s; by default what is left of the "
                   "run")
      ->check(not_empty());
  add_run_options(*command, arguments->options);
  command->callback([arguments, &action] { action = [arguments] { return resume(*arguments); }; });
}

}  // namespace engram
