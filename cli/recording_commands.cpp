#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "cli/commands.hpp"
#include "cli/duration.hpp"
#include "cli/min_spikes_option.hpp"
#include "cli/output_paths.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "io/analysis/recording_source.hpp"
#include "io/analysis/statistics.hpp"
#include "io/analysis/statistics_text.hpp"
#include "io/model/model_file.hpp"
#include "io/plot/palette.hpp"
#include "io/plot/recording_plot.hpp"
#include "io/recording/csv.hpp"
#include "io/recording/info.hpp"

namespace engram {
namespace {

/// Says where a damaged or unfinished recording ends; what could be read of it was used.
void warn(const std::string& problem) {
  if (!problem.empty()) std::fprintf(stderr, "engram: %s\n", printable(problem).c_str());
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
  warn(source.problem());
  AnalysisOptions analysis;
  if (!options.from.empty()) analysis.from = parse_time("--from", options.from);
  if (!options.to.empty()) analysis.to = parse_duration("--to", options.to);
  analysis.min_spikes = options.min_spikes;
  const RecordingStatistics statistics = analyse(source, analysis);
  const std::string text =
      options.json ? statistics_json(statistics) : statistics_table(statistics);
  std::fputs(text.c_str(), stdout);
  return 0;
}

int info(const std::string& file) {
  const RecordingInfo result = read_info(file);
  std::fputs(format_info(result).c_str(), stdout);
  return 0;
}

/// What each population does to others, by the model in the recording, which may come from
/// anywhere: no file that it names is opened. Nothing where there is none that can be understood:
/// the plot goes without, or says what is wrong with the file.
std::vector<PopulationKind> population_kinds_of(const std::string& file) {
  try {
    const RecordingHeader header = read_info(file).header;
    std::vector<ParameterOverride> overrides;
    for (const auto& [name, value] : header.parameters) {
      overrides.push_back(parse_override(name + "=" + value));
    }
    PopulationSizes sizes;
    for (const RecordedPopulation& p : header.populations) sizes.emplace(p.name, p.size);
    return population_kinds(parse_outline(header.model_text, file, overrides, std::move(sizes)));
  } catch (const UserError&) {
    return {};
  }
}

int convert(const std::string& file, const std::string& output) {
  if (!output.ends_with(".csv")) throw UserError(output + ": the output must end in .csv");
  const std::string samples = output.substr(0, output.size() - 4) + ".samples.csv";
  require_distinct(std::array<NamedPath, 3>{{{"the recording", read_info(file).path},
                                             {"the table of spikes", output},
                                             {"the table of samples", samples}}});
  const CsvResult result = convert_to_csv(file, output);
  warn(result.problem);
  return 0;
}

}  // namespace

void add_recording_commands(CLI::App& app, Action& action) {
  struct Paths {
    std::string file;
    std::string output;
  };
  const auto add = [&](const char* name, const char* help) {
    auto paths = std::make_shared<Paths>();
    CLI::App* command = app.add_subcommand(name, help);
    command->add_option("FILE", paths->file, "recording")->required();
    return std::pair(command, paths);
  };
  {
    const auto [command, paths] = add("info", "Header and totals of a recording");
    command->callback([paths = paths, &action] { action = [paths] { return info(paths->file); }; });
  }
  {
    const auto [command, paths] = add("plot", "Raster over population rates of a recording");
    command->add_option("-o", paths->output, "image: .png or .svg")->required();
    command->callback([paths = paths, &action] {
      action = [paths] {
        require_distinct(std::array<NamedPath, 2>{
            {{"the recording", paths->file}, {"the plot", paths->output}}});
        warn(plot_recording(paths->file, paths->output, population_kinds_of(paths->file)));
        return 0;
      };
    });
  }
  {
    const auto [command, paths] = add("convert", "Spikes (and samples) of a recording as text");
    command->add_option("-o", paths->output, "table: .csv")->required();
    command->callback([paths = paths, &action] {
      action = [paths] { return convert(paths->file, paths->output); };
    });
  }
  auto options = std::make_shared<StatsOptions>();
  CLI::App* command =
      app.add_subcommand("stats", "Rate, irregularity and correlation of each population");
  command->add_option("FILE", options->file, "recording")->required();
  command->add_option("--from", options->from,
                      "begin of the span, such as 0.1s; the end of the warm-up by default");
  command->add_option("--to", options->to, "end of the span");
  add_min_spikes_option(*command, options->min_spikes);
  command->add_flag("--json", options->json, "print JSON");
  command->callback([options, &action] { action = [options] { return stats(*options); }; });
}

}  // namespace engram
