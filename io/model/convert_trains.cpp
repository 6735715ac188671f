#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/base/error.hpp"
#include "engram/v1/model.pb.h"
#include "io/model/convert.hpp"
#include "io/model/recorded_trains.hpp"
#include "io/model/said_fields.hpp"
#include "io/model/spike_table.hpp"
#include "io/model/suggestion.hpp"

namespace engram {
namespace {

using google::protobuf::Message;

/// What `read` returns; its errors get the place of the field that names the file.
template <class Read>
auto read_file(const SaidFields& said, const SourceMap& map, const Read& read) {
  try {
    return read();
  } catch (const UserError& error) {
    map.fail(said.message(), said.number_of("file"), error.what());
  }
}

void note_read(const std::vector<std::vector<Time>>& trains, const std::string& path,
               SourceFiles& files) {
  files.read.push_back(path);
  for (const std::vector<Time>& train : trains) files.spikes_left -= train.size();
}

/// Whether a double of ms stands for this very time.
bool is_double(Time time) { return exact_time(ms_from_ticks(time.tick)) == time; }

/// In ms where doubles stand for all times, else exact.
GivenTrains as_given(std::vector<std::vector<Time>> trains) {
  const bool doubles = std::ranges::all_of(
      trains, [](const auto& train) { return std::ranges::all_of(train, is_double); });
  if (!doubles) return {{}, std::move(trains)};
  GivenTrains given;
  given.ms.reserve(trains.size());
  for (std::vector<Time>& train : trains) {
    std::vector<double>& times = given.ms.emplace_back();
    times.reserve(train.size());
    for (const Time time : train) times.push_back(ms_from_ticks(time.tick));
    train = {};  // may be most of the memory
  }
  return given;
}

GivenTrains read_table(const SaidFields& said, const ParameterSource& source) {
  const auto& [message, map, files, population] = source;
  if (said.count("train") > 0) {
    map.fail(message, said.number_of("file"),
             fmt::format("there is 'train' in line {} already; give one of the two",
                         map.of(said.message("train", 0)).line));
  }
  if (population->has_size() && population->size() > kMaxNeuronsOfFile) {
    map.fail(*population, v1::Population::kSizeFieldNumber,
             fmt::format("{} is not valid; valid: at most {} for trains of a file",
                         population->size(), kMaxNeuronsOfFile));
  }
  SpikeTableRequest request;
  if (said.has("population")) request.population = said.text("population");
  if (population->has_size()) request.size = population->size();
  request.clock = files->clock;
  request.max_spikes = files->spikes_left;
  const std::string path = files->path_of(said.text("file"));
  auto trains = read_file(said, map, [&] { return read_spike_table(path, request); });
  note_read(trains, path, *files);
  return as_given(std::move(trains));
}

GivenTrains read_trains(const SaidFields& said, const ParameterSource& source) {
  if (said.has("file")) return read_table(said, source);
  if (said.has("population")) {
    source.map.fail(source.said, said.number_of("population"),
                    "it chooses from a file; valid: with 'file'");
  }
  if (said.count("train") == 0)
    source.map.fail(source.said,
                    "'train' is missing; valid: one for each neuron, or 'file' instead");
  GivenTrains given;
  for (int i = 0; i < said.count("train"); ++i) {
    given.ms.push_back(convert_times(said.message("train", i), "time", source.map));
  }
  return given;
}

PopulationIndex find_recorded(const SaidFields& said, const RecordingReader& reader,
                              const SourceMap& map) {
  const auto& populations = reader.header().populations;
  const std::string name = said.text("population");
  const auto found = std::ranges::find(populations, name, &RecordedPopulation::name);
  if (found != populations.end()) return static_cast<PopulationIndex>(found - populations.begin());
  std::vector<std::string> names;
  for (const RecordedPopulation& p : populations) names.push_back(p.name);
  map.fail(
      said.message(), said.number_of("population"),
      fmt::format("unknown population '{}' in {}{}", name, reader.path(), suggest(name, names)));
}

GivenTrains read_recorded(const SaidFields& said, const ParameterSource& source) {
  const auto& [message, map, files, population] = source;
  RecordingReader reader =
      read_file(said, map, [&] { return RecordingReader(files->path_of(said.text("file"))); });
  RecordedTrainsRequest request;
  request.population = find_recorded(said, reader, map);
  const std::uint32_t size = reader.header().populations[request.population].size;
  if (population->has_size() && population->size() != size) {
    map.fail(*population, v1::Population::kSizeFieldNumber,
             fmt::format("{} neurons, but population '{}' of {} has {}; valid: {}, or leave the "
                         "size out",
                         population->size(), said.text("population"), reader.path(), size, size));
  }
  request.size_is_given = population->has_size();
  request.offset = files->clock.nearest(said.real("offset"));
  request.allow_incomplete = said.flag("allow_incomplete");
  request.clock = files->clock;
  request.max_spikes = files->spikes_left;
  GivenTrains given;
  given.exact = read_file(said, map, [&] { return read_recorded_trains(reader, request); });
  note_read(given.exact, reader.path(), *files);
  return given;
}

}  // namespace

bool trains_need_file(ParameterKind kind, const Message& said) {
  return kind == ParameterKind::kRecordedTrains ||
         (kind == ParameterKind::kTrains && SaidFields(said).has("file"));
}

GivenTrains convert_trains(ParameterKind kind, const ParameterSource& source) {
  const SaidFields said(source.said);
  return kind == ParameterKind::kTrains ? read_trains(said, source) : read_recorded(said, source);
}

}  // namespace engram
