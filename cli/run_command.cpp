#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "cli/commands.hpp"
#include "cli/duration.hpp"
#include "cli/output_paths.hpp"
#include "cli/progress.hpp"
#include "cli/run_summary.hpp"
#include "cli/stop_signal.hpp"
#include "core/base/error.hpp"
#include "core/engine/simulation.hpp"
#include "io/model/model_file.hpp"
#include "io/plot/gnuplot.hpp"
#include "io/plot/output_file.hpp"
#include "io/recording/writer.hpp"
#include "io/report/report.hpp"

namespace engram {
namespace {

constexpr int kInterrupted = 130;

struct RunOptions {
  std::string model;
  std::string duration;
  std::optional<std::uint64_t> seed;
  unsigned threads = std::max(1u, std::thread::hardware_concurrency());
  unsigned partitions = 0;
  std::vector<std::string> set;
  std::string record;
  bool compress = false;
  std::string summary;
  std::string report;
  std::string queue = "calendar";
  bool quiet = false;
};

ModelFile load(const RunOptions& options) {
  std::vector<ParameterOverride> overrides;
  for (const std::string& text : options.set) overrides.push_back(parse_override(text));
  ModelFile model = load_model(options.model, overrides);
  if (!options.duration.empty())
    model.network.duration = parse_duration("--duration", options.duration);
  if (options.seed) model.network.seed = *options.seed;
  return model;
}

/// What the user changed, as the recording and the report name it.
std::vector<std::pair<std::string, std::string>> changes(const RunOptions& options) {
  std::vector<std::pair<std::string, std::string>> result;
  for (const std::string& text : options.set) {
    const std::size_t sign = text.find('=');
    result.emplace_back(text.substr(0, sign), text.substr(sign + 1));
  }
  return result;
}

/// A report is made from a recording; a run that keeps none has a temporary one beside the report.
std::string recording_path(const RunOptions& options) {
  if (!options.record.empty() || options.report.empty()) return options.record;
  return options.report + ".recording" + std::to_string(::getpid());
}

void check_outputs(const RunOptions& options, const ModelFile& model) {
  // Two populations may read one file, by whatever names.
  std::set<std::string> inputs;
  for (const std::string& input : model.inputs) {
    std::error_code error;
    const auto resolved = std::filesystem::weakly_canonical(input, error);
    inputs.insert(error ? input : resolved.string());
  }
  std::vector<NamedPath> paths;
  for (const std::string& input : inputs) paths.emplace_back("a file of the model", input);
  const NamedPath named[] = {
      {"the model", options.model},
      {"the recording", options.record},
      {"the recording's part", options.record.empty() ? "" : options.record + ".part"},
      {"the summary", options.summary},
      {"the report", options.report}};
  paths.insert(paths.end(), std::begin(named), std::end(named));
  require_distinct(paths);
  if (!options.report.empty()) require_gnuplot();
  for (const std::string& path : {options.record, options.summary, options.report}) {
    if (!path.empty()) check_output(path);
  }
}

void report(const RunOptions& options, const Network& network, const RunSummary& summary) {
  if (summary.result.model_time <= network.warm_up) {
    std::fputs("engram: no report: the run ended within its warm-up\n", stderr);
    return;
  }
  write_report(options.report, {.network = network,
                                .run = summary.result,
                                .synapses = summary.synapses,
                                .build_seconds = summary.build_seconds,
                                .threads = summary.threads,
                                .program_version = ENGRAM_VERSION,
                                .parameters = changes(options),
                                .recording_path = recording_path(options)});
}

void write_results(const RunOptions& options, const Network& network, const RunSummary& summary) {
  if (!options.summary.empty()) write_output(options.summary, summary_json(summary, network));
  if (options.report.empty()) return;
  report(options, network, summary);
  if (options.record.empty()) std::filesystem::remove(recording_path(options));
}

/// Thrown out of building a network that nobody waits for any more.
struct Interrupted {};

int run(const RunOptions& options) {
  ModelFile model = load(options);
  check_outputs(options, model);
  const StopSignal stop;
  ProgressDisplay display;
  SimulationOptions simulation_options;
  simulation_options.threads = options.threads;
  simulation_options.partitions = options.partitions;
  simulation_options.queue = options.queue == "heap" ? QueueKind::kHeap : QueueKind::kCalendar;
  simulation_options.on_progress = [&](const Progress& progress) {
    if (stop.requested() && progress.phase == Progress::Phase::kBuilding) throw Interrupted();
    if (!options.quiet) display.show(progress);
  };

  Simulation simulation(std::move(model.network), simulation_options);
  std::unique_ptr<RecordingWriter> writer;
  if (const std::string path = recording_path(options); !path.empty()) {
    RecordingHeader header =
        make_recording_header(simulation.network(), ENGRAM_VERSION, model.text);
    header.parameters = changes(options);
    writer =
        std::make_unique<RecordingWriter>(path, header, RecordingWriterOptions{options.compress});
  }
  const RunResult result = simulation.run(writer.get(), stop.token());
  if (!options.quiet) display.clear();

  const RunSummary summary{model.name,
                           simulation.network().seed,
                           options.threads,
                           simulation.synapse_count(),
                           simulation.build_seconds(),
                           result};
  std::fputs(summary_table(summary, simulation.network()).c_str(), stdout);
  write_results(options, simulation.network(), summary);
  return result.completed ? 0 : kInterrupted;
}

}  // namespace

void add_run_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command = app.add_subcommand("run", "Build a model and simulate it");
  command->add_option("MODEL", options->model, "model file (.txtpb)")->required();
  command->add_option("--duration", options->duration,
                      "model time after the warm-up, such as 10s or 500ms");
  command->add_option("--seed", options->seed, "seed of all random numbers")
      ->check(CLI::Validator(
          [](const std::string& text) {
            std::uint64_t value = 0;
            const char* end = text.data() + text.size();
            const auto [rest, error] = std::from_chars(text.data(), end, value);
            return rest == end && error == std::errc{}
                       ? std::string()
                       : text +
                             " is no seed; valid are whole numbers from 0 to 18446744073709551615";
          },
          "0 to 18446744073709551615"));
  command->add_option("--threads", options->threads, "worker threads; never changes a result")
      ->check(CLI::Range(1u, 1024u));
  command
      ->add_option("--partitions", options->partitions,
                   "slices of what is swept, and of what sleeps; never changes a result")
      ->check(CLI::Range(1u, 65535u));
  command->add_option("--set", options->set, "name=value: a parameter of the model file")
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false);
  command->add_option("--record", options->record, "file for the recording");
  command->add_flag("--zstd", options->compress, "compress the recording");
  command->add_option("--summary", options->summary, "file for the summary (JSON)");
  command->add_option("--report", options->report, "file for the report (HTML)");
  command
      ->add_option("--queue", options->queue,
                   "how pending volleys are kept; never changes a result")
      ->check(CLI::IsMember({"calendar", "heap"}));
  command->add_flag("--quiet", options->quiet, "no progress on standard error");
  command->callback([options, &action] {
    action = [options] {
      try {
        return run(*options);
      } catch (const Interrupted&) {
        return kInterrupted;
      }
    };
  });
}

}  // namespace engram
