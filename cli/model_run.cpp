#include "cli/model_run.hpp"

#include <cstdio>
#include <exception>
#include <memory>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "cli/checkpointing.hpp"
#include "cli/output_paths.hpp"
#include "cli/progress.hpp"
#include "cli/run_recording.hpp"
#include "cli/run_summary.hpp"
#include "cli/stop_signal.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/engine/simulation.hpp"
#include "io/plot/gnuplot.hpp"
#include "io/plot/output_file.hpp"
#include "io/recording/real_path.hpp"
#include "io/recording/writer.hpp"
#include "io/report/report.hpp"

namespace engram {
namespace {

constexpr int kInterrupted = 130;

/// Thrown to end the building of a network when a stop is requested.
struct Interrupted {};

void check_outputs(const RunOptions& options, const ModelRun& run) {
  std::vector<NamedPath> inputs = {{"the model", run.model.path}};
  for (const std::string& input : run.model.inputs)
    inputs.emplace_back("a file of the model", input);
  const std::string part = options.record.empty() ? "" : write_path(options.record) + ".part";
  const std::string& checkpoint = options.checkpoint;
  require_distinct(inputs, {{"the recording", options.record},
                            {"the recording's part", part},
                            {"the summary", options.summary},
                            {"the report", options.report},
                            {"the checkpoint", checkpoint},
                            {"the checkpoint before",
                             checkpoint.empty() ? "" : previous_checkpoint(checkpoint)}});
  if (!options.report.empty()) require_gnuplot();
  if (!options.record.empty()) RecordingWriter::check(options.record);
  for (const std::string& path : {options.summary, options.report}) {
    if (!path.empty()) check_output(path);
  }
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

SimulationOptions simulation_options(const RunOptions& options, Tick end, const StopSignal& stop,
                                     ProgressDisplay& display) {
  SimulationOptions result;
  result.threads = options.threads;
  result.partitions = options.partitions;
  result.queue = options.queue == "heap" ? QueueKind::kHeap : QueueKind::kCalendar;
  result.min_spikes_for_cv = options.min_spikes;
  result.on_progress = [&, end, quiet = options.quiet](Progress progress) {
    if (stop.requested() && progress.phase == Progress::Phase::kBuilding) throw Interrupted();
    progress.end = end;  // the simulation gives the end of its span, the display needs the run's
    if (!quiet) display.show(progress);
  };
  return result;
}

/// A simulation and the files that are written of it.
class RunInProgress {
 public:
  RunInProgress(const RunOptions& options, const ModelRun& run, Simulation& simulation,
                std::optional<Tick> resumed_from)
      : options_(options),
        parameters_(run.parameters),
        simulation_(simulation),
        summary_{run.model.name,
                 simulation.network().seed,
                 options.threads,
                 simulation.synapse_count(),
                 simulation.build_seconds(),
                 {},
                 resumed_from} {
    start_recording(run.model);
  }

  /// Simulates to the planned end or until `stop` is requested. Throws after what can be kept was
  /// written.
  void advance(const Checkpointing& checkpoints, const std::stop_token& stop,
               ProgressDisplay& display) {
    try {
      if (recording_) simulation_.record(recording_->writer());
      const Tick end = network().warm_up + network().duration;
      while (checkpoints.advance(simulation_, end, stop) && save(checkpoints)) {
      }
      summary_.result = simulation_.finish();
      if (not_saved_) summary_.result.completed = false;
    } catch (const std::exception& error) {
      if (!options_.quiet) display.clear();
      end_failed(error);
    }
    if (!options_.quiet) display.clear();
  }

  /// Saves the state, prints the results and writes them. Where one file cannot be written, the
  /// others still are.
  void write_results(const Checkpointing& checkpoints) {
    std::fputs(summary_table(summary_, network()).c_str(), stdout);
    std::exception_ptr first;
    const auto attempt = [&first](const auto& work) {
      try {
        work();
      } catch (...) {
        if (!first) first = std::current_exception();
      }
    };
    if (!not_saved_) save(checkpoints);
    first = not_saved_;
    attempt([&] { write_summary(); });
    attempt([&] { write_report(); });
    if (first) std::rethrow_exception(first);
  }

  bool completed() const { return summary_.result.completed; }

 private:
  const Network& network() const { return simulation_.network(); }

  /// Returns whether the state could be saved. If not, the run is stopped, and its recording is
  /// complete up to then.
  bool save(const Checkpointing& checkpoints) {
    try {
      checkpoints.save(simulation_);
    } catch (const std::exception&) {
      not_saved_ = std::current_exception();
    }
    return !not_saved_;
  }

  /// With --record, and with --report, which needs a recording.
  void start_recording(const ModelFile& model) {
    if (options_.record.empty() && options_.report.empty()) return;
    RecordingHeader header = make_recording_header(network(), ENGRAM_VERSION, model.text);
    header.parameters = parameters_;
    header.start = simulation_.time();
    const bool wanted = !options_.record.empty();
    recording_ = std::make_unique<RunRecording>(
        wanted ? RunRecording::Purpose::kRecord : RunRecording::Purpose::kReport,
        wanted ? options_.record : options_.report, header,
        RecordingWriterOptions{options_.compress});
    if (const std::string& kept = recording_->writer().kept_part(); !kept.empty()) {
      std::fprintf(stderr, "engram: what an earlier run had recorded is kept in %s\n",
                   printable(kept).c_str());
    }
  }

  /// Writes the summary and ends the recording of a run that `error` ended, and throws it with a
  /// note on each.
  [[noreturn]] void end_failed(const std::exception& error) {
    summary_.failure = reason_of(error);
    std::string addition = recording_ ? recording_->fail(summary_.failure) : "";
    try {
      write_summary();
    } catch (const Error& other) {
      addition += "; nor could the summary be written: " + std::string(other.what());
    }
    rethrow(error, addition);
  }

  void write_summary() const {
    if (options_.summary.empty()) return;
    write_output(options_.summary, summary_json(summary_, network()));
  }

  void write_report() {
    if (options_.report.empty()) return;
    if (summary_.result.model_time <= network().warm_up) {
      std::fputs("engram: no report: the run ended within its warm-up\n", stderr);
      return;
    }
    try {
      engram::write_report(options_.report, {.network = network(),
                                             .run = summary_.result,
                                             .synapses = summary_.synapses,
                                             .build_seconds = summary_.build_seconds,
                                             .threads = summary_.threads,
                                             .program_version = ENGRAM_VERSION,
                                             .parameters = parameters_,
                                             .recording_path = recording_->path()});
    } catch (const std::exception& error) {
      rethrow(error, recording_->keep());
    }
  }

  const RunOptions& options_;
  const GivenParameters& parameters_;
  Simulation& simulation_;
  RunSummary summary_;
  std::exception_ptr not_saved_;  ///< why a checkpoint could not be saved, where that was so
  std::unique_ptr<RunRecording> recording_;
};

}  // namespace

int simulate(ModelRun run, const RunOptions& options) try {
  check_outputs(options, run);
  const Checkpointing checkpoints(options, run.model, run.parameters);
  const StopSignal stop;
  ProgressDisplay display;
  const Tick end = run.model.network.warm_up + run.model.network.duration;
  Simulation simulation(std::move(run.model.network),
                        simulation_options(options, end, stop, display));
  std::optional<Tick> resumed_from;
  if (run.checkpoint) {
    run.checkpoint->restore(simulation);
    resumed_from = simulation.time();
    run.checkpoint.reset();  // may be large
  }
  RunInProgress progress(options, run, simulation, resumed_from);
  progress.advance(checkpoints, stop.token(), display);
  progress.write_results(checkpoints);
  return progress.completed() ? 0 : kInterrupted;
} catch (const Interrupted&) {
  return kInterrupted;
}

}  // namespace engram
