#include "cli/run_options.hpp"

#include "cli/min_spikes_option.hpp"
#include "cli/not_empty.hpp"

namespace engram {
namespace {

void add_execution_options(CLI::App& command, RunOptions& options) {
  command.add_option("--threads", options.threads, "worker threads; never changes a result")
      ->check(CLI::Range(1u, 1024u));
  command
      .add_option("--partitions", options.partitions,
                  "slices of what is swept, and of what sleeps; never changes a result")
      ->check(CLI::Range(1u, 65535u));
  command
      .add_option("--queue", options.queue, "how pending volleys are kept; never changes a result")
      ->check(CLI::IsMember({"calendar", "heap"}));
  command.add_flag("--quiet", options.quiet, "no progress on standard error");
}

void add_output_options(CLI::App& command, RunOptions& options) {
  command
      .add_option("--record", options.record,
                  "file for the recording; FILE.part until the run ends")
      ->check(not_empty());
  command.add_flag("--zstd", options.compress, "compress the recording");
  command.add_option("--summary", options.summary, "file for the summary (JSON)")
      ->check(not_empty());
  command.add_option("--report", options.report, "file for the report (HTML)")->check(not_empty());
  CLI::Option* const checkpoint =
      command
          .add_option("--checkpoint", options.checkpoint,
                      "file for the state at the end, from which `resume` goes on")
          ->check(not_empty());
  command
      .add_option("--every", options.every,
                  "model time between checkpoints, such as 10s; the one before is kept as "
                  "FILE.previous")
      ->check(not_empty())
      ->needs(checkpoint);
  add_min_spikes_option(command, options.min_spikes);
}

}  // namespace

void add_run_options(CLI::App& command, RunOptions& options) {
  command.footer(
      "Ctrl-C, SIGTERM and SIGHUP end a run early: what was simulated until then is written, and\n"
      "says so. The exit status is then 130. It is 1 where a run fails, which leaves FILE.part,\n"
      "and 2 where the model or an option is wrong. A second signal kills.");
  add_execution_options(command, options);
  add_output_options(command, options);
}

}  // namespace engram
