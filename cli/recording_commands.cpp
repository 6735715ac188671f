#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.hpp"
#include "cli/duration.hpp"
#include "cli/min_spikes_option.hpp"
#include "cli/not_empty.hpp"
#include "cli/output_paths.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "io/analysis/recording_source.hpp"
#include "io/analysis/statistics.hpp"
#include "io/analysis/statistics_text.hpp"
#include "io/checkpoint/checkpoint.hpp"
#include "io/checkpoint/checkpoint_text.hpp"
#include "io/model/model_file.hpp"
#include "io/plot/palette.hpp"
#include "io/plot/recording_plot.hpp"
#include "io/recording/csv.hpp"
#include "io/recording/exact_ms.hpp"
#include "io/recording/info.hpp"
#include "io/recording/join.hpp"
#include "io/recording/reader.hpp"
#include "io/recording/real_path.hpp"

namespace engram {
namespace {

void note(const std::string& text) {
  if (!text.empty()) std::fprintf(stderr, "engram: %s\n", printable(text).c_str());
}

/// Prints where a damaged or cut file ends, of which what comes before was used; returns the exit
/// status.
int status_after(const std::string& problem) {
  constexpr int kDamaged = 1;
  note(problem);
  return problem.empty() ? 0 : kDamaged;
}

/// Prints for a whole file that its run did not finish.
void note_early_end(const RecordingReader& reader) {
  if (!reader.complete()) return;
  const std::string early = early_end(*reader.index(), reader.header());
  if (!early.empty()) note(reader.path() + ": " + early);
}

/// Where too little is left of a damaged file, that is not the user's mistake.
RecordingStatistics analyse_what_is_whole(RecordingSource& source, const AnalysisOptions& options) {
  try {
    return analyse(source, options);
  } catch (const UserError& error) {
    if (source.problem().empty()) throw;
    throw EnvironmentError(source.problem() + "; " + error.what());
  }
}

struct StatsOptions {
  std::string file;
  std::string from;
  std::string to;
  std::uint32_t min_spikes = kMinSpikesForCv;
  bool json = false;
};

int stats(const StatsOptions& options) {
  RecordingSource source(options.file);
  AnalysisOptions analysis;
  if (!options.from.empty()) analysis.from = parse_time("--from", options.from);
  if (!options.to.empty()) analysis.to = parse_duration("--to", options.to);
  analysis.min_spikes = options.min_spikes;
  const RecordingStatistics statistics = analyse_what_is_whole(source, analysis);
  const std::string text =
      options.json ? statistics_json(statistics) : statistics_table(statistics);
  std::fputs(text.c_str(), stdout);
  note_early_end(source.reader());
  return status_after(source.problem());
}

int info(const std::string& file) {
  if (is_checkpoint(file)) {
    std::fputs(format_checkpoint(Checkpoint(file)).c_str(), stdout);
    return 0;
  }
  const RecordingInfo result = read_info(file);
  std::fputs(format_info(result).c_str(), stdout);
  return status_after(result.problem);
}

/// What each population does to others, by the model in the recording. That may come from anywhere:
/// no file that it names is opened. Nothing where the model cannot be read: the plot does without,
/// or reports what is wrong with the file.
std::vector<PopulationKind> population_kinds_of(const std::string& file) {
  try {
    const RecordingHeader header = RecordingReader(file).header();
    PopulationSizes sizes;
    for (const RecordedPopulation& p : header.populations) sizes.emplace(p.name, p.size);
    return population_kinds(parse_outline(header.model_text, file,
                                          parse_overrides(header.parameters), std::move(sizes)));
  } catch (const UserError&) {
    return {};
  }
}

int convert(const std::string& file, const std::string& output) {
  if (!output.ends_with(".csv")) throw UserError(output + ": the output must end in .csv");
  const std::string samples = output.substr(0, output.size() - 4) + ".samples.csv";
  const RecordingReader reader(file);
  require_distinct({{"the recording", reader.path()}},
                   {{"the table of spikes", output}, {"the table of samples", samples}});
  const CsvResult result = convert_to_csv(file, output);
  note_early_end(reader);
  return status_after(result.problem);
}

int join(const std::vector<std::string>& parts, const std::string& output, bool compress) {
  std::vector<NamedPath> inputs;
  for (const std::string& part : parts) inputs.emplace_back("a part", RecordingReader(part).path());
  require_distinct(
      inputs, {{"the recording", output}, {"the recording's part", write_path(output) + ".part"}});
  const JoinResult joined = join_recordings(parts, output, {.zstd = compress});
  fmt::print("{}: {} ms to {} ms, {} spikes\n", printable(output), exact_ms({joined.start, 0}),
             exact_ms({joined.end, 0}), joined.spikes);
  return 0;
}

void add_join_command(CLI::App& app, Action& action) {
  struct Options {
    std::vector<std::string> parts;
    std::string output;
    bool compress = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("join", "Recordings of the parts of a run as one recording of it");
  command->add_option("FILE", options->parts, "recordings of parts that follow each other")
      ->required();
  command->add_option("-o", options->output, "recording to write")->required()->check(not_empty());
  command->add_flag("--zstd", options->compress, "compress the recording");
  command->callback([options, &action] {
    action = [options] { return join(options->parts, options->output, options->compress); };
  });
}

}  // namespace

void add_recording_commands(CLI::App& app, Action& action) {
  constexpr const char* kOfDamage =
      "Of a file that is damaged or was cut short, what comes before that is used; the exit "
      "status\n"
      "is then 1.";
  struct Paths {
    std::string file;
    std::string output;
  };
  const auto add = [&](const char* name, const char* help) {
    auto paths = std::make_shared<Paths>();
    CLI::App* command = app.add_subcommand(name, help);
    command->footer(kOfDamage);
    command->add_option("FILE", paths->file, "recording")->required();
    return std::pair(command, paths);
  };
  {
    const auto [command, paths] = add("info", "Header and totals of a recording or a checkpoint");
    command->callback([paths = paths, &action] { action = [paths] { return info(paths->file); }; });
  }
  {
    const auto [command, paths] = add("plot", "Raster over population rates of a recording");
    command->add_option("-o", paths->output, "image: .png or .svg")->required()->check(not_empty());
    command->callback([paths = paths, &action] {
      action = [paths] {
        require_distinct({{"the recording", paths->file}}, {{"the plot", paths->output}});
        return status_after(
            plot_recording(paths->file, paths->output, population_kinds_of(paths->file)));
      };
    });
  }
  {
    const auto [command, paths] = add("convert", "Spikes (and samples) of a recording as text");
    command->add_option("-o", paths->output, "table: .csv")->required()->check(not_empty());
    command->callback([paths = paths, &action] {
      action = [paths] { return convert(paths->file, paths->output); };
    });
  }
  add_join_command(app, action);
  auto options = std::make_shared<StatsOptions>();
  CLI::App* command =
      app.add_subcommand("stats", "Rate, irregularity and correlation of each population");
  command->footer(kOfDamage);
  command->add_option("FILE", options->file, "recording")->required();
  command
      ->add_option("--from", options->from,
                   "begin of the span, such as 0.1s; the end of the warm-up by default")
      ->check(not_empty());
  command->add_option("--to", options->to, "end of the span, such as 0.5s; units are ms, s and min")
      ->check(not_empty());
  add_min_spikes_option(*command, options->min_spikes);
  command->add_flag("--json", options->json, "print JSON");
  command->callback([options, &action] { action = [options] { return stats(*options); }; });
}

}  // namespace engram
