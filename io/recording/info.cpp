#include "io/recording/info.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/base/text.hpp"
#include "io/recording/exact_ms.hpp"
#include "io/recording/given_parameters.hpp"
#include "io/recording/reader.hpp"

namespace engram {
namespace {

std::string ms(Tick ticks) { return exact_ms({ticks, 0}) + " ms"; }

std::string state_text(const RecordingInfo& info) {
  if (!info.problem.empty()) return info.problem;
  const std::string early = info.index ? early_end(*info.index, info.header) : "";
  return early.empty() ? "complete" : early;
}

std::string origin_text(const RecordingInfo& info) {
  const RecordingHeader& header = info.header;
  std::string text;
  const auto line = [&](std::string_view name, const std::string& value) {
    fmt::format_to(std::back_inserter(text), "{:<12}{}\n", name, value);
  };
  line("recording", printable(info.path));
  line("state", printable(state_text(info)));
  line("program", printable(header.program_version));
  line("model", fmt::format("{} bytes of text", header.model_text.size()));
  line("parameters", printable(header.parameters));
  line("seed", std::to_string(header.seed));
  line("step", ms(header.step));
  line("planned", ms(header.warm_up) + " warm-up, then " + ms(header.duration));
  const std::string from = header.start == 0 ? "" : "from " + ms(header.start) + " to ";
  line("recorded", fmt::format("{}{}, {} spikes, hash {:016x}", from, ms(info.recorded.end),
                               info.recorded.spikes, info.recorded.spike_hash));
  if (info.index && info.index->run_end != RunEnd::kFailed) {
    line("whole run", fmt::format("{} spikes, hash {:016x}", info.index->run_spikes,
                                  info.index->run_spike_hash));
  }
  return text;
}

std::string populations_text(const RecordingInfo& info) {
  const auto& populations = info.header.populations;
  std::size_t width = std::string_view("population").size();
  for (const auto& p : populations) width = std::max(width, printable(p.name).size());
  std::string text = fmt::format("\n{:<{}} {:>12} {:>12} {:>12} {:>12}\n", "population", width,
                                 "first id", "neurons", "recorded", "spikes");
  for (std::size_t i = 0; i < populations.size(); ++i) {
    const RecordedPopulation& p = populations[i];
    fmt::format_to(std::back_inserter(text), "{:<{}} {:>12} {:>12} {:>12} {:>12}\n",
                   printable(p.name), width, p.first_id, p.size, p.recorded_size(),
                   info.recorded.population_spikes[i]);
  }
  return text;
}

std::string states_text(const RecordingInfo& info) {
  const RecordingHeader& header = info.header;
  std::string text;
  for (std::uint32_t i = 0; i < header.states.size(); ++i) {
    const RecordedState& state = header.states[i];
    std::string variables;
    for (const std::string& v : state.variables) {
      variables += (variables.empty() ? "" : ", ") + printable(v);
    }
    fmt::format_to(
        std::back_inserter(text), "{}{} of {}: {} values every {}, {} times\n", i == 0 ? "\n" : "",
        variables, printable(header.populations[state.population].name),
        header.values_per_sample(i), ms(state.interval), info.recorded.recorder_samples[i]);
  }
  return text;
}

}  // namespace

RecordingInfo read_info(const std::string& path) {
  RecordingReader reader(path);
  RecordingInfo info{reader.path(), reader.header(), {}, reader.index(), {}};
  if (reader.is_intact()) {
    info.recorded = info.index->recorded;
  } else {
    info.problem = reader.read_all([](const RecordingChunk&) {});
    info.recorded = reader.read_so_far();
  }
  return info;
}

std::string format_info(const RecordingInfo& info) {
  return origin_text(info) + populations_text(info) + states_text(info);
}

}  // namespace engram
