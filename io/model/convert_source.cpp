#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/base/error.hpp"
#include "engram/v1/model.pb.h"
#include "io/model/convert.hpp"
#include "io/model/read_stop.hpp"
#include "io/model/recorded_trains.hpp"
#include "io/model/spike_table.hpp"
#include "io/model/suggestion.hpp"

namespace engram {
namespace {

using google::protobuf::Message;

PoissonPopulation read_poisson(const v1::Poisson& said, const SourceMap& map) {
  return {said.rate(), said.start(), read_stop(said, map)};
}

InhomogeneousPoissonPopulation read_inhomogeneous(const v1::InhomogeneousPoisson& said,
                                                  const SourceMap& map) {
  return {convert_rate(said.rate(), map), said.start(), read_stop(said, map)};
}

GammaPopulation read_gamma(const v1::Gamma& said, const SourceMap& map) {
  GammaPopulation model;
  model.rate = said.rate();
  if (said.has_shape()) model.shape = said.shape();
  model.start = said.start();
  model.stop = read_stop(said, map);
  return model;
}

/// The times of a repeated field of `said`, which must ascend.
template <class Times>
std::vector<double> read_times(const Times& times, const Message& said, int field,
                               const SourceMap& map) {
  const auto late = std::is_sorted_until(times.begin(), times.end());
  if (late != times.end()) {
    map.fail(said, field,
             fmt::format("{} ms comes after {} ms; valid: ascending times", *late, *(late - 1)),
             static_cast<std::size_t>(late - times.begin()));
  }
  return {times.begin(), times.end()};
}

PulsePackets read_packets(const v1::PulsePackets& said, const SourceMap& map) {
  PulsePackets model;
  model.times = read_times(said.time(), said, v1::PulsePackets::kTimeFieldNumber, map);
  if (said.has_spikes()) model.spikes = said.spikes();
  if (said.has_sd()) model.sd = said.sd();
  return model;
}

/// What `read` returns; its complaints get the place of the field that names the file.
template <class Read>
auto read_file(const Message& said, int field, const SourceMap& map, const Read& read) {
  try {
    return read();
  } catch (const UserError& error) {
    map.fail(said, field, error.what());
  }
}

void note_read(const std::vector<std::vector<Time>>& trains, const std::string& path,
               SourceFiles& files) {
  files.read.push_back(path);
  for (const std::vector<Time>& train : trains) files.spikes_left -= train.size();
}

/// Whether a time in ms says it.
bool is_double(Time time) { return exact_time(ms_from_ticks(time.tick)) == time; }

/// Spike trains where times in ms can say the same, else a replay.
NeuronModel as_model(std::vector<std::vector<Time>> trains) {
  const bool doubles = std::ranges::all_of(
      trains, [](const auto& train) { return std::ranges::all_of(train, is_double); });
  if (!doubles) return Replay{std::move(trains)};
  SpikeTrains model;
  model.times.reserve(trains.size());
  for (std::vector<Time>& train : trains) {
    std::vector<double>& times = model.times.emplace_back();
    times.reserve(train.size());
    for (const Time time : train) times.push_back(ms_from_ticks(time.tick));
    train = {};  // may be most of the memory
  }
  return model;
}

NeuronModel read_table(const v1::Population& population, const SourceMap& map, SourceFiles& files) {
  const v1::SpikeTrains& said = population.spike_trains();
  constexpr int kFile = v1::SpikeTrains::kFileFieldNumber;
  if (said.train_size() > 0) {
    map.fail(said, kFile,
             fmt::format("there is 'train' in line {} already; give one of the two",
                         map.of(said.train(0)).line));
  }
  if (population.has_size() && population.size() > kMaxNeuronsOfFile) {
    map.fail(population, v1::Population::kSizeFieldNumber,
             fmt::format("{} is not valid; valid: at most {} for trains of a file",
                         population.size(), kMaxNeuronsOfFile));
  }
  SpikeTableRequest request;
  if (said.has_population()) request.population = said.population();
  if (population.has_size()) request.size = population.size();
  request.clock = files.clock;
  request.max_spikes = files.spikes_left;
  const std::string path = files.path_of(said.file());
  auto trains = read_file(said, kFile, map, [&] { return read_spike_table(path, request); });
  note_read(trains, path, files);
  return as_model(std::move(trains));
}

NeuronModel read_trains(const v1::Population& population, const SourceMap& map,
                        SourceFiles& files) {
  const v1::SpikeTrains& said = population.spike_trains();
  if (said.has_file()) return read_table(population, map, files);
  if (said.has_population()) {
    map.fail(said, v1::SpikeTrains::kPopulationFieldNumber,
             "it chooses from a file; valid: with 'file'");
  }
  if (said.train_size() == 0)
    map.fail(said, "'train' is missing; valid: one for each neuron, or 'file' instead");
  SpikeTrains model;
  for (const v1::SpikeTrain& train : said.train()) {
    model.times.push_back(read_times(train.time(), train, v1::SpikeTrain::kTimeFieldNumber, map));
  }
  return model;
}

PopulationIndex find_recorded(const v1::Replay& said, const RecordingReader& reader,
                              const SourceMap& map) {
  const auto& populations = reader.header().populations;
  const auto found = std::ranges::find(populations, said.population(), &RecordedPopulation::name);
  if (found != populations.end()) return static_cast<PopulationIndex>(found - populations.begin());
  std::vector<std::string> names;
  for (const RecordedPopulation& p : populations) names.push_back(p.name);
  map.fail(said, v1::Replay::kPopulationFieldNumber,
           fmt::format("unknown population '{}' in {}{}", said.population(), reader.path(),
                       suggest(said.population(), names)));
}

Replay read_replay(const v1::Population& population, const SourceMap& map, SourceFiles& files) {
  const v1::Replay& said = population.replay();
  constexpr int kFile = v1::Replay::kFileFieldNumber;
  RecordingReader reader =
      read_file(said, kFile, map, [&] { return RecordingReader(files.path_of(said.file())); });
  RecordedTrainsRequest request;
  request.population = find_recorded(said, reader, map);
  const std::uint32_t size = reader.header().populations[request.population].size;
  if (population.has_size() && population.size() != size) {
    map.fail(population, v1::Population::kSizeFieldNumber,
             fmt::format("{} neurons, but population '{}' of {} has {}; valid: {}, or leave the "
                         "size out",
                         population.size(), said.population(), reader.path(), size, size));
  }
  request.size_is_given = population.has_size();
  request.offset = files.clock.nearest(said.offset());
  request.allow_incomplete = said.allow_incomplete();
  request.clock = files.clock;
  request.max_spikes = files.spikes_left;
  Replay model;
  model.times = read_file(said, kFile, map, [&] { return read_recorded_trains(reader, request); });
  note_read(model.times, reader.path(), files);
  return model;
}

}  // namespace

bool needs_file(const v1::Population& population) {
  return population.has_replay() || population.spike_trains().has_file();
}

NeuronModel convert_source(const v1::Population& population, const SourceMap& map,
                           SourceFiles& files) {
  switch (population.model_case()) {
    case v1::Population::kPoisson:
      return read_poisson(population.poisson(), map);
    case v1::Population::kInhomogeneousPoisson:
      return read_inhomogeneous(population.inhomogeneous_poisson(), map);
    case v1::Population::kGamma:
      return read_gamma(population.gamma(), map);
    case v1::Population::kPulsePackets:
      return read_packets(population.pulse_packets(), map);
    case v1::Population::kInjected:
      return Injected{};
    case v1::Population::kSpikeTrains:
      return read_trains(population, map, files);
    default:
      return read_replay(population, map, files);
  }
}

}  // namespace engram
