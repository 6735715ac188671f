#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cli/commands.hpp"
#include "cli/duration.hpp"
#include "cli/min_spikes_option.hpp"
#include "cli/not_empty.hpp"
#include "cli/output_paths.hpp"
#include "cli/progress.hpp"
#include "cli/run_recording.hpp"
#include "cli/run_summary.hpp"
#include "cli/stop_signal.hpp"
#include "core/base/error.hpp"
#include "core/engine/simulation.hpp"
#include "io/model/model_file.hpp"
#include "io/plot/gnuplot.hpp"
#include "io/plot/output_file.hpp"
#include "io/recording/real_path.hpp"
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
  std::uint32_t min_spikes = kMinSpikesForCv;
  bool quiet = false;
};

ModelFile load(const RunOptions& options) {
  std::vector<ParameterOverride> overrides;
  for (const std::string& text : options.set) overrides.push_back(parse_override(text));
  ModelFile model = load_model(options.model, overrides);
  if (!options.duration.empty()) set_duration(options.duration, model.network);
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

void check_outputs(const RunOptions& options, const ModelFile& model) {
  std::vector<NamedPath> inputs = {{"the model", options.model}};
  for (const std::string& input : model.inputs) inputs.emplace_back("a file of the model", input);
  const std::string part = options.record.empty() ? "" : write_path(options.record) + ".part";
  require_distinct(inputs, {{"the recording", options.record},
                            {"the recording's part", part},
                            {"the summary", options.summary},
                            {"the report", options.report}});
  if (!options.report.empty()) require_gnuplot();
  if (!options.record.empty()) RecordingWriter::check(options.record);
  for (const std::string& path : {options.summary, options.report}) {
    if (!path.empty()) check_output(path);
  }
}

void report(const RunOptions& options, const Network& network, const RunSummary& summary,
            const RunRecording& recording) {
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
                                .recording_path = recording.path()});
}

std::string reason_of(const std::exception& error) {
  const bool no_memory = dynamic_cast<const std::bad_alloc*>(&error) != nullptr;
  return no_memory ? "there is not enough memory" : error.what();
}

/// Throws `error` again with something to add, as an error of the same kind.
[[noreturn]] void rethrow(const std::exception& error, const std::string& addition) {
  const std::string text = reason_of(error) + addition;
  if (dynamic_cast<const UserError*>(&error) != nullptr) throw UserError(text);
  throw EnvironmentError(text);
}

/// Writes the summary and ends the recording of a run that `error` ended, and throws it with a note
/// on each.
[[noreturn]] void end_failed(const RunOptions& options, const Network& network, RunSummary summary,
                             RunRecording* recording, const std::exception& error) {
  summary.failure = reason_of(error);
  std::string addition = recording != nullptr ? recording->fail(summary.failure) : "";
  try {
    if (!options.summary.empty()) write_output(options.summary, summary_json(summary, network));
  } catch (const Error& other) {
    addition += "; nor could the summary be written: " + std::string(other.what());
  }
  rethrow(error, addition);
}

/// Where one file cannot be written, the other still is.
void write_results(const RunOptions& options, const Network& network, const RunSummary& summary,
                   RunRecording* recording) {
  std::exception_ptr first;
  const auto attempt = [&first](const auto& work) {
    try {
      work();
    } catch (...) {
      if (!first) first = std::current_exception();
    }
  };
  if (!options.summary.empty()) {
    attempt([&] { write_output(options.summary, summary_json(summary, network)); });
  }
  if (!options.report.empty()) {
    attempt([&] {
      try {
        report(options, network, summary, *recording);
      } catch (const std::exception& error) {
        rethrow(error, recording->keep());
      }
    });
  }
  if (first) std::rethrow_exception(first);
}

/// The recording of a run, where one is asked for or a report needs one.
std::unique_ptr<RunRecording> start_recording(const RunOptions& options, const ModelFile& model,
                                              const Network& network) {
  if (options.record.empty() && options.report.empty()) return nullptr;
  RecordingHeader header = make_recording_header(network, ENGRAM_VERSION, model.text);
  header.parameters = changes(options);
  const bool wanted = !options.record.empty();
  auto recording = std::make_unique<RunRecording>(
      wanted ? RunRecording::Purpose::kRecord : RunRecording::Purpose::kReport,
      wanted ? options.record : options.report, header, RecordingWriterOptions{options.compress});
  if (const std::string& kept = recording->writer().kept_part(); !kept.empty()) {
    std::fprintf(stderr, "engram: what an earlier run had recorded is kept in %s\n", kept.c_str());
  }
  return recording;
}

/// Thrown to end the building of a network when a stop is requested.
struct Interrupted {};

SimulationOptions simulation_options(const RunOptions& options, const StopSignal& stop,
                                     ProgressDisplay& display) {
  SimulationOptions result;
  result.threads = options.threads;
  result.partitions = options.partitions;
  result.queue = options.queue == "heap" ? QueueKind::kHeap : QueueKind::kCalendar;
  result.min_spikes_for_cv = options.min_spikes;
  result.on_progress = [&, quiet = options.quiet](const Progress& progress) {
    if (stop.requested() && progress.phase == Progress::Phase::kBuilding) throw Interrupted();
    if (!quiet) display.show(progress);
  };
  return result;
}

int run(const RunOptions& options) {
  ModelFile model = load(options);
  check_outputs(options, model);
  const StopSignal stop;
  ProgressDisplay display;
  Simulation simulation(std::move(model.network), simulation_options(options, stop, display));
  const Network& network = simulation.network();
  const auto recording = start_recording(options, model, network);
  RunSummary summary{model.name,
                     network.seed,
                     options.threads,
                     simulation.synapse_count(),
                     simulation.build_seconds(),
                     {},
                     {}};
  try {
    summary.result = simulation.run(recording ? &recording->writer() : nullptr, stop.token());
  } catch (const std::exception& error) {
    if (!options.quiet) display.clear();
    end_failed(options, network, summary, recording.get(), error);
  }
  if (!options.quiet) display.clear();
  std::fputs(summary_table(summary, network).c_str(), stdout);
  write_results(options, network, summary, recording.get());
  return summary.result.completed ? 0 : kInterrupted;
}

}  // namespace

void add_run_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command = app.add_subcommand("run", "Build a model and simulate it");
  command->footer(
      "Ctrl-C, SIGTERM and SIGHUP end a run early: what was simulated until then is written, and\n"
      "says so. The exit status is then 130. It is 1 where a run fails, which leaves FILE.part,\n"
      "and 2 where the model or an option is wrong. A second signal kills.");
  command->add_option("MODEL", options->model, "model file (.txtpb)")->required();
  command
      ->add_option("--duration", options->duration,
                   "model time after the warm-up, such as 10s or 500ms; units are ms, s and min")
      ->check(not_empty());
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
  command
      ->add_option("--record", options->record,
                   "file for the recording; FILE.part until the run ends")
      ->check(not_empty());
  command->add_flag("--zstd", options->compress, "compress the recording");
  command->add_option("--summary", options->summary, "file for the summary (JSON)")
      ->check(not_empty());
  command->add_option("--report", options->report, "file for the report (HTML)")
      ->check(not_empty());
  command
      ->add_option("--queue", options->queue,
                   "how pending volleys are kept; never changes a result")
      ->check(CLI::IsMember({"calendar", "heap"}));
  add_min_spikes_option(*command, options->min_spikes);
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
